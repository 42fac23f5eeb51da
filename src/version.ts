/** The version of the package; a test holds it equal to that of package.json, which a browser cannot read. */
export const version = "0.1.0";
