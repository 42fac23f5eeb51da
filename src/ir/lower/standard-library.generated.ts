/** The standard library, by the path that an import names. Written by scripts/generate.ts from `std/`. */
export const standardLibrary: ReadonlyMap<string, string> = new Map([
  [
    "std/attention.tp",
    `# Attention of token t over the tokens x[1] to x[T] (Vaswani et al., arXiv:1706.03762), one head,
# with scores query . key / n, which tend to constants. (Over sqrt(n) they would stay random.) The
# tokens come in one by one: \`total\` is the logarithm of the sum of exp(score) so far, and \`mean\` the
# weighted mean so far, so that no score is too large (Milakov and Gimelshein, arXiv:1805.02867).

fn attention(Q, K, V, x, t, T) {
  query = Q @ x[t]
  total[1] = moment(query * K @ x[1])
  mean[1] = V @ x[1]
  for s in 2..T {
    ahead[s] = moment(query * K @ x[s]) - total[s-1]
    total[s] = total[s-1] + softplus(ahead[s])
    mean[s] = mean[s-1] + sigmoid(ahead[s]) * (V @ x[s] - mean[s-1])
  }
  return mean[T]
}
`,
  ],
  [
    "std/batchnorm.tp",
    `# Batch normalisation (Ioffe and Szegedy, arXiv:1502.03167) of member b of the batch x[1] to x[B]:
# each coordinate to mean 0 and variance 1 over the batch; eps is added to the variance.

fn batchnorm(x, b, B, eps) {
  mean = sum(i in 1..B: x[i]) / B
  variance = sum(i in 1..B: (x[i] - mean)^2) / B
  return (x[b] - mean) / sqrt(variance + eps)
}
`,
  ],
  [
    "std/conv1d.tp",
    `# A convolution in one dimension at pixel s of the image x[i, 1] to x[i, pixels], with taps whose
# matrices W[1] to W[taps] all pixels share: sum over r of W[r] @ x[i, s + r - centre]. The tap in the
# centre is (taps + 1) / 2, or taps / 2 where their number is even. There may be more taps than pixels.

fn conv1d_centre(taps) {
  for r in 1..taps {
    if 2 * r == taps or 2 * r == taps + 1 {
      centre[1] = r
    }
  }
  return centre[1]
}

# The image is a circle, around which the taps may go several times.
fn conv1d_circular(W, x, i, s, pixels, taps) {
  for r in 1..taps {
    place[r] = s + r - conv1d_centre(taps)
    for turns in -taps..taps {
      if place[r] + turns * pixels >= 1 and place[r] + turns * pixels <= pixels {
        at[r] = place[r] + turns * pixels
      }
    }
  }
  return sum(r in 1..taps: W[r] @ x[i, at[r]])
}

# The image has zeros around it.
fn conv1d_zero(W, x, i, s, pixels, taps) {
  y[0] = 0 * W[1] @ x[i, s]
  for r in 1..taps {
    place[r] = s + r - conv1d_centre(taps)
    if place[r] >= 1 and place[r] <= pixels {
      y[r] = y[r-1] + W[r] @ x[i, place[r]]
    } else {
      y[r] = y[r-1]
    }
  }
  return y[taps]
}
`,
  ],
  [
    "std/gru.tp",
    `# Gated recurrent unit (Cho et al., arXiv:1406.1078): from the state h, the update gate, the reset
# gate and the candidate are made with the matrices Wz, Wr, Wc and the drives sz, sr, sc, which are
# what the token and the biases contribute.

fn gru(Wz, Wr, Wc, h, sz, sr, sc) {
  z = sigmoid(Wz @ h + sz)
  r = sigmoid(Wr @ h + sr)
  candidate = tanh(Wc @ (r * h) + sc)
  return (1 - z) * h + z * candidate
}
`,
  ],
  [
    "std/layernorm.tp",
    `# Layer normalisation (Ba, Kiros and Hinton, arXiv:1607.06450): over the coordinates, to mean 0 and
# variance 1; eps is added to the variance.

fn layernorm(x, eps) {
  mean = moment(x)
  variance = moment((x - mean)^2)
  return (x - mean) / sqrt(variance + eps)
}
`,
  ],
  [
    "std/losses.tp",
    `# Losses of scalars f[1] to f[B]: the mean square of their distances from the targets, halved, and
# the cross-entropy of the classes 1 to C, where the right one is \`label\`. In a loop over the steps
# of a training, f is a part of a family: mse(f[t, ..], Y[1], B), cross_entropy(f[t, b, ..], 2, C).

fn mse(f, target, B) = sum(b in 1..B: (f[b] - target[b])^2) / (2 * B)

# \`total\` is the logarithm of the sum of exp(f[c]) so far: it is smooth where two logits are equal, as
# at the start of training, and nothing overflows.
fn cross_entropy(f, label, C) {
  total[1] = f[1]
  for c in 2..C {
    total[c] = total[c-1] + softplus(f[c] - total[c-1])
  }
  return total[C] - f[label]
}
`,
  ],
  [
    "std/lstm.tp",
    `# Long short-term memory (Hochreiter and Schmidhuber 1997, with forget gates). W[1] to W[4] make the
# input gate, the forget gate, the output gate and the candidate from the state h; s[1] to s[4] are
# what the token and the biases contribute. The new cell first, then the new state from it.

fn lstm_cell(W, s, h, cell) {
  return sigmoid(W[2] @ h + s[2]) * cell + sigmoid(W[1] @ h + s[1]) * tanh(W[4] @ h + s[4])
}

fn lstm_state(W, s, h, new_cell) = sigmoid(W[3] @ h + s[3]) * tanh(new_cell)
`,
  ],
  [
    "std/mlp.tp",
    `# Fully connected layers: from the first preactivation h to that of layer L, by the matrices W[2] to
# W[L]. The first layer is left to the program, whose inputs have a width that does not grow:
# h = sum(j in 1..d: X[i, j] * U[j]).

fn mlp_relu(W, h, L) {
  z[1] = h
  for l in 2..L {
    z[l] = W[l] @ relu(z[l-1])
  }
  return z[L]
}

fn mlp_tanh(W, h, L) {
  z[1] = h
  for l in 2..L {
    z[l] = W[l] @ tanh(z[l-1])
  }
  return z[L]
}

fn mlp_erf(W, h, L) {
  z[1] = h
  for l in 2..L {
    z[l] = W[l] @ erf(z[l-1])
  }
  return z[L]
}

fn mlp_gelu(W, h, L) {
  z[1] = h
  for l in 2..L {
    z[l] = W[l] @ gelu(z[l-1])
  }
  return z[L]
}
`,
  ],
  [
    "std/resnet.tp",
    `# Residual layers: L times x + a * W[l] @ phi(x), by the matrices W[1] to W[L]. With a = 1 / sqrt(L)
# the deep network keeps its size.

fn resnet_relu(W, x, L, a) {
  y[0] = x
  for l in 1..L {
    y[l] = y[l-1] + a * W[l] @ relu(y[l-1])
  }
  return y[L]
}

fn resnet_tanh(W, x, L, a) {
  y[0] = x
  for l in 1..L {
    y[l] = y[l-1] + a * W[l] @ tanh(y[l-1])
  }
  return y[L]
}
`,
  ],
  [
    "std/rnn.tp",
    `# The simple recurrent network h[t] = W @ phi(h[t-1]) + s[t], one matrix for all times, from h[1] =
# s[1]. The drives s[1] to s[T] are what the tokens contribute, sum(j in 1..d: X[t, j] * U[j]) + b.
# The answer is the last preactivation.

fn rnn_tanh(W, s, T) {
  h[1] = s[1]
  for t in 2..T {
    h[t] = W @ tanh(h[t-1]) + s[t]
  }
  return h[T]
}

fn rnn_erf(W, s, T) {
  h[1] = s[1]
  for t in 2..T {
    h[t] = W @ erf(h[t-1]) + s[t]
  }
  return h[T]
}
`,
  ],
  [
    "std/training.tp",
    `# Steps of gradient descent on a loss, for a parameter p that is a vector, a matrix or a scalar. The
# rate of a vector is that of n times the derivative, so that all rates are of order 1.

fn sgd(p, loss, rate) = p - rate * grad(loss, p)

# With momentum: the new velocity of p first, from the old one, which begins as 0 * p; then p itself.
fn velocity(old, p, loss, decay) = decay * old + grad(loss, p)

fn momentum(p, new_velocity, rate) = p - rate * new_velocity
`,
  ],
  [
    "std/transformer.tp",
    `# A block of a transformer for token t of x[1] to x[T], normalised before each part (Xiong et al.,
# arXiv:2002.04745): x + attention, then y + B @ relu(A @ y).
import "std/attention.tp"
import "std/layernorm.tp"

fn transformer_block(Q, K, V, A, B, x, t, T) {
  for s in 1..T {
    unit[s] = layernorm(x[s], 0)
  }
  y = x[t] + attention(Q, K, V, unit, t, T)
  return y + B @ relu(A @ layernorm(y, 0))
}
`,
  ],
]);
