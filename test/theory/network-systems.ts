/**
 * Networks: kernels of fully connected, convolutional and recurrent nets, their input derivatives, and training.
 * Sources: Golikov, EPFL thesis 2025 (chapters 1 to 3); Jacot et al. 2018; Kim and Yang 2024; Terjek and
 * Gonzalez-Sanchez 2025; St-Arnaud et al. (the normalised kernel of relu nets).
 */
import { type System, system } from "./system.ts";

/** Two readouts of a net with L weight matrices, for unit inputs of covariance c. */
function deepNet(activation: string, L: number, c: number): string {
  return `data X = [[1, 0], [${c}, sqrt(1 - (${c})^2)]]
    width n
    vector U[j in 1..2]
    vector v
    ${L > 2 ? `matrix W[l in 2..${L - 1}] ~ normal(0, 1 / n)` : ""}
    fn phi(z) = ${activation}
    for i in 1..2 {
      h[1, i] = sum(j in 1..2: X[i, j] * U[j])
      for l in 2..${L - 1} { h[l, i] = W[l] @ phi(h[l-1, i]) }
      readout y[i] = v . phi(h[${L - 1}, i]) / sqrt(n)
    }`;
}

const weights = (L: number): string => (L > 2 ? "[U, W, v]" : "[U, v]");

function fullyConnected(activation: string, L: number, expected: readonly number[]): System {
  const text = `${deepNet(activation, L, 0.5)}
    output nngp(y[1], y[1]), nngp(y[1], y[2])
    output ntk(y[1], y[1], wrt = ${weights(L)}), ntk(y[1], y[2], wrt = ${weights(L)})`;
  return system(`${L} layers of ${activation}: q_xx, q_xy, Theta_xx, Theta_xy`, 8, expected, text);
}

/** The correlation after L - 1 layers of a length-preserving activation, and the tangent kernel over L. */
function edgeOfChaos(activation: string, L: number, c: number, expected: readonly number[]): System {
  const text = `${deepNet(activation, L, c)}
    output nngp(y[1], y[2]), mean = ntk(y[1], y[2], wrt = ${weights(L)}) / ${L}`;
  return system(`edge of chaos, ${L} layers of ${activation} from ${c}`, 8, expected, text);
}

/**
 * Kernels of a net with L hidden layers of c erf(z) and of its two input derivatives, between x = (1, 0) and
 * x' = (0.6, 0.8), row by row: rows and columns are value, first and second derivative.
 */
function jacobianKernels(L: number, sigma: readonly number[], theta: readonly number[]): System {
  const text = `param c = 1.4671669504891387
    width n
    scalar a1 = 1; scalar a2 = 0; scalar b1 = 0.6; scalar b2 = 0.8
    vector U[j in 1..2]
    vector v
    ${L > 1 ? `matrix W[l in 2..${L}] ~ normal(0, 1 / n)` : ""}
    x[1] = c * erf(a1 * U[1] + a2 * U[2])
    y[1] = c * erf(b1 * U[1] + b2 * U[2])
    for l in 2..${L} {
      x[l] = c * erf(W[l] @ x[l-1])
      y[l] = c * erf(W[l] @ y[l-1])
    }
    readout f[0] = v . x[${L}] / sqrt(n)
    readout f[1] = v . diff(x[${L}], a1) / sqrt(n)
    readout f[2] = v . diff(x[${L}], a2) / sqrt(n)
    readout g[0] = v . y[${L}] / sqrt(n)
    readout g[1] = v . diff(y[${L}], b1) / sqrt(n)
    readout g[2] = v . diff(y[${L}], b2) / sqrt(n)
    for i in 0..2, j in 0..2 { output nngp(f[i], g[j]) }
    for i in 0..2, j in 0..2 { output ntk(f[i], g[j], wrt = ${L > 1 ? "[U, W, v]" : "[U, v]"}) }`;
  return system(`input derivatives, ${L} hidden layers`, 7, [...sigma, ...theta], text);
}

/** The prediction after one step of gradient descent from a net with two hidden layers (target 1). */
function oneStep(activation: string, eta: number, expected: number): System {
  const text = `width n
    vector g
    vector v
    matrix W ~ normal(0, 1 / n)
    fn phi(z) = ${activation}
    fn net(g, W, v) = moment(v * phi(W @ phi(g)))
    loss = (net(g, W, v) - 1)^2 / 2
    output net(g - ${eta} * grad(loss, g), W - ${eta} * grad(loss, W), v - ${eta} * grad(loss, v))`;
  return system(`one step with ${activation}, rate ${eta}`, 8, [expected], text);
}

/** Predictions before each step of training a linear net with two hidden layers (target 1). */
function linearTraining(eta: number, expected: readonly number[]): System {
  const text = `width n
    vector u; vector v
    matrix W ~ normal(0, 1 / n)
    U[0] = u; V[0] = v; M[0] = W
    for t in 0..${expected.length - 1} {
      f[t] = moment(V[t] * (M[t] @ U[t]))
      output f[t]
      loss[t] = (f[t] - 1)^2 / 2
      U[t+1] = U[t] - ${eta} * grad(loss[t], U[t])
      V[t+1] = V[t] - ${eta} * grad(loss[t], V[t])
      M[t+1] = M[t] - ${eta} * grad(loss[t], M[t])
    }`;
  return system(`linear training, rate ${eta}`, 8, expected, text);
}

export const networkSystems: readonly System[] = [
  fullyConnected("relu(z)", 2, [0.5, 0.304498891, 1, 0.471165557]),
  fullyConnected("relu(z)", 3, [0.25, 0.170976413, 0.75, 0.33786989]),
  fullyConnected("relu(z)", 5, [0.0625, 0.0486809461, 0.3125, 0.131694534]),
  fullyConnected("erf(z)", 2, [0.464559054, 0.216346896, 1.03396909, 0.441425975]),
  fullyConnected("erf(z)", 3, [0.31990901, 0.144016595, 1.09860621, 0.442979959]),
  fullyConnected("erf(z)", 5, [0.219432487, 0.0951123887, 1.27780134, 0.488792576]),
  fullyConnected("tanh(z)", 2, [0.39429449, 0.186324413, 0.858697393, 0.378697927]),
  fullyConnected("tanh(z)", 3, [0.23645041, 0.109272081, 0.783049567, 0.334031477]),
  fullyConnected("tanh(z)", 5, [0.127904735, 0.0579979071, 0.703105669, 0.295258655]),
  edgeOfChaos("abs(z)", 2, -0.5, [0.717995562, 0.442331114]),
  edgeOfChaos("abs(z)", 4, -0.5, [0.859721488, 0.40403834]),
  edgeOfChaos("abs(z)", 8, -0.5, [0.940025994, 0.363930924]),
  edgeOfChaos("abs(z)", 2, 0.5, [0.717995562, 0.442331114]),
  edgeOfChaos("abs(z)", 4, 0.5, [0.859721488, 0.40403834]),
  edgeOfChaos("abs(z)", 8, 0.5, [0.940025994, 0.363930924]),
  edgeOfChaos("abs(z)", 4, 0.9, [0.943406474, 0.636073057]),
  edgeOfChaos("sqrt(2) * relu(z)", 2, -0.5, [0.108997781, -0.0288344428]),
  edgeOfChaos("sqrt(2) * relu(z)", 4, -0.5, [0.528279388, 0.185562331]),
  edgeOfChaos("sqrt(2) * relu(z)", 8, -0.5, [0.786601203, 0.278287455]),
  edgeOfChaos("sqrt(2) * relu(z)", 2, 0.5, [0.608997781, 0.471165557]),
  edgeOfChaos("sqrt(2) * relu(z)", 4, 0.5, [0.738128192, 0.43446117]),
  edgeOfChaos("sqrt(2) * relu(z)", 8, 0.5, [0.855660774, 0.392921383]),
  edgeOfChaos("sqrt(2) * relu(z)", 4, 0.9, [0.924850895, 0.746423297]),
  edgeOfChaos("(z + abs(z) / 2) / sqrt(1.25)", 2, -0.5, [-0.256400888, -0.311533777]),
  edgeOfChaos("(z + abs(z) / 2) / sqrt(1.25)", 4, -0.5, [0.0687983474, -0.0918018451]),
  edgeOfChaos("(z + abs(z) / 2) / sqrt(1.25)", 8, -0.5, [0.417453571, 0.105501536]),
  edgeOfChaos("(z + abs(z) / 2) / sqrt(1.25)", 2, 0.5, [0.543599112, 0.488466223]),
  edgeOfChaos("(z + abs(z) / 2) / sqrt(1.25)", 4, 0.5, [0.614753341, 0.468939161]),
  edgeOfChaos("(z + abs(z) / 2) / sqrt(1.25)", 8, 0.5, [0.713905635, 0.439398076]),
  edgeOfChaos("(z + abs(z) / 2) / sqrt(1.25)", 4, 0.9, [0.910811493, 0.832573066]),
  edgeOfChaos("sqrt(2) * relu(z)", 10, -0.5, [0.840323237, 0.290781016]),
  edgeOfChaos("sqrt(2) * relu(z)", 10, 0, [0.854809238, 0.315594745]),
  edgeOfChaos("sqrt(2) * relu(z)", 10, 0.5, [0.886033478, 0.379269436]),
  edgeOfChaos("sqrt(2) * relu(z)", 10, 0.9, [0.952843337, 0.581344415]),
  edgeOfChaos("sqrt(2) * relu(z)", 10, 0.99, [0.992278902, 0.824822476]),
  jacobianKernels(
    1,
    [
      0.563932095, 0.757568458, -0.318976193, 0.199360121, 0.300622404, -0.126577854, 0.797440482, -0.126577854,
      0.490489185,
    ],
    [
      1.16201246, 1.65943567, -0.698709756, 0.436693597, 0.773029039, -0.325485911, 1.74677439, 0.180825506,
      0.881524342,
    ],
  ),
  jacobianKernels(
    2,
    [
      0.528179071, 0.656032151, -0.435633011, 0.0451128816, 0.0943388624, -0.0547852131, 0.786205528, -0.100578517,
      0.21086166,
    ],
    [1.6738202, 2.32737545, -1.52189613, 0.178908367, 0.489849359, -0.276210077, 2.77503803, 0.852110797, 0.0579238187],
  ),
  jacobianKernels(
    3,
    [
      0.493108001, 0.60592704, -0.471118543, -0.0133386101, 0.0194945321, -0.00324259326, 0.767412758, -0.0217579263,
      0.0382449218,
    ],
    [
      2.12691867, 3.04036045, -2.31340451, -0.0265073345, 0.235912094, -0.0944332903, 3.82033107, 2.04464702,
      -1.2267482,
    ],
  ),
  system(
    "two convolutions with relu on a circle, averaged over the pixels: nngp and ntk of both inputs and across",
    9,
    [0.499245122642, 0.423890599127, 0.454486800074, 1.03433763424, 0.707051117857, 0.9833236698],
    `import "std/conv1d.tp"
     data X = [[[1, 0.5, -0.3, 0.2], [0.1, -0.7, 0.4, 0.9]], [[0.6, -0.2, 0.8, -0.5], [0.3, 0.3, -0.1, 1]]]
     data neighbour = [[4, 1, 2, 3], [1, 2, 3, 4], [2, 3, 4, 1]]
     width n
     vector U[r in 1..3, j in 1..2] ~ normal(0, 1 / 2)
     matrix W[r in 1..3] ~ normal(0, 1 / n)
     vector v
     for i in 1..2 {
       for s in 1..4 {
         x[i, s] = relu(sum(r in 1..3, j in 1..2: X[i, j, neighbour[r, s]] * U[r, j]))
       }
       for s in 1..4 { h[i, s] = conv1d_circular(W, x, i, s, 4, 3) }
       readout y[i] = v . (sum(s in 1..4: relu(h[i, s])) / 4) / sqrt(n)
     }
     output nngp(y[1], y[1]), nngp(y[1], y[2]), nngp(y[2], y[2]), ntk(y[1], y[1]), ntk(y[1], y[2]), ntk(y[2], y[2])`,
  ),
  oneStep("tanh(z)", 0.5, 0.34584798),
  oneStep("tanh(z)", 1, 0.56167054),
  oneStep("z", 0.5, 1.5),
  oneStep("z", 1, 3),
  oneStep("relu(z)", 0.5, 0.31852243),
  oneStep("relu(z)", 1, 0.61370591),
  linearTraining(0.1, [0, 0.3, 0.52436687, 0.69706541, 0.82052617, 0.90016275]),
  linearTraining(0.2, [0, 0.6, 0.89458432, 0.98898674, 0.99945315]),
  system(
    "chain of tanh: E tanh(sqrt(q) z)^2, iterated",
    8,
    [0.39429449, 0.23645041, 0.16665635, 0.12790474, 0.10344061],
    `width n
     vector g
     matrix W[l in 1..5] ~ normal(0, 1 / n)
     x[0] = g
     for l in 1..5 {
       x[l] = W[l] @ tanh(x[l-1])
       output moment(x[l]^2)
     }`,
  ),
  system(
    "gradients of an average are not independent of the forward pass",
    12,
    [2, 8],
    `width n
     vector x ~ normal(1, 0)
     matrix W ~ normal(0, 1 / n)
     dx = grad(moment((W @ x)^2), x)
     output moment(dx), moment(dx^2)`,
  ),
  system(
    "one hidden layer of squares: Sigma = 2 c^2 + 1, Theta = Sigma + 4 c^2, c = 0.6",
    12,
    [1.72, 3.16],
    `width n
     vector U[j in 1..2]
     vector v
     readout y[1] = v . U[1]^2 / sqrt(n)
     readout y[2] = v . (0.6 * U[1] + 0.8 * U[2])^2 / sqrt(n)
     output nngp(y[1], y[2]), ntk(y[1], y[2], wrt = [U, v])`,
  ),
  system(
    "recurrent net with erf: covariances, kernels, and those with another sequence",
    8,
    [0.6, 1.46455905, 0, 1.02731123, 1.53556889, 0.54411349, 1.74682156, -0.12668787, -0.18993019],
    `data X = [[1, 0], [0.6, 0.8], [0, 1]]
     data Y = [[0, 1], [1, 0], [0.8, -0.6]]
     width n
     vector U[j in 1..2]
     vector v
     matrix W ~ normal(0, 1 / n)
     h[1] = sum(j in 1..2: X[1, j] * U[j])
     g[1] = sum(j in 1..2: Y[1, j] * U[j])
     for t in 2..3 {
       h[t] = W @ erf(h[t-1]) + sum(j in 1..2: X[t, j] * U[j])
       g[t] = W @ erf(g[t-1]) + sum(j in 1..2: Y[t, j] * U[j])
     }
     readout x = v . erf(h[3]) / sqrt(n)
     readout y = v . erf(g[3]) / sqrt(n)
     for t in 2..3, s in 1..t { output moment(h[t] * h[s]) }
     output nngp(x, x), ntk(x, x, wrt = [U, W, v]), nngp(x, y), ntk(x, y, wrt = [U, W, v])`,
  ),
  system(
    "mean-field training of two layers of tanh, rate 1/2",
    8,
    [0, 0.40102104, 0.61427892, 0.75099745, 0.84045998, 0.89853752, 0.93583214],
    `width n
     vector a; vector b
     v[0] = a; w[0] = b
     for t in 0..6 {
       f[t] = moment(v[t] * tanh(w[t]))
       output f[t]
       v[t+1] = v[t] + 0.5 * (1 - f[t]) * tanh(w[t])
       w[t+1] = w[t] + 0.5 * (1 - f[t]) * v[t] * (1 - tanh(w[t])^2)
     }`,
  ),
];
