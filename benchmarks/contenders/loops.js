// The same training as plain loops over Float64Arrays, as a page in a browser would have it. Reads lines of JSON from
// stdin: first the net with its data, weights and batches, then how many steps to take; answers each with a line.
"use strict";

const BENDS = {
  relu: [(z) => (z > 0 ? z : 0), (z, a) => (z > 0 ? 1 : 0)],
  tanh: [Math.tanh, (z, a) => 1 - a * a],
  sigmoid: [(z) => 1 / (1 + Math.exp(-z)), (z, a) => a * (1 - a)],
};

class Net {
  constructor(task) {
    Object.assign(this, task);
    this.X = task.X.map((row) => Float64Array.from(row));
    this.Y = task.Y.map((row) => Float64Array.from(row));
    this.layers = task.weights.map((W, at) => ({
      W: W.map((row) => Float64Array.from(row)),
      b: Float64Array.from(task.biases[at]),
      dW: W.map((row) => new Float64Array(row.length)),
      db: new Float64Array(task.biases[at].length),
      z: new Float64Array(task.biases[at].length),
      a: new Float64Array(task.biases[at].length),
      d: new Float64Array(task.biases[at].length),
      bend: BENDS[task.activations[at]],
    }));
    this.loss = 0;
  }

  forward(x) {
    let input = x;
    for (const layer of this.layers) {
      const { W, b, z, a, bend } = layer;
      for (let j = 0; j < b.length; j++) {
        let sum = b[j];
        for (let i = 0; i < input.length; i++) sum += input[i] * W[i][j];
        z[j] = sum;
        if (bend) a[j] = bend[0](sum);
      }
      if (!bend) {
        let most = z[0], total = 0;
        for (let j = 1; j < z.length; j++) if (z[j] > most) most = z[j];
        for (let j = 0; j < z.length; j++) total += a[j] = Math.exp(z[j] - most);
        for (let j = 0; j < z.length; j++) a[j] /= total;
      }
      input = a;
    }
    return input;
  }

  backward(x, y, n) {
    const last = this.layers.length - 1;
    for (let at = last; at >= 0; at--) {
      const { W, b, dW, db, z, a, d, bend } = this.layers[at];
      if (at === last) {
        for (let j = 0; j < b.length; j++) {
          if (bend) {
            this.loss += (a[j] - y[j]) ** 2 / (n * b.length);
            d[j] = (2 * (a[j] - y[j]) / (n * b.length)) * bend[1](z[j], a[j]);
          } else {
            if (y[j]) this.loss -= (y[j] * Math.log(a[j])) / n;
            d[j] = (a[j] - y[j]) / n;
          }
        }
      } else {
        const after = this.layers[at + 1];
        for (let i = 0; i < b.length; i++) {
          let sum = 0;
          for (let j = 0; j < after.d.length; j++) sum += after.d[j] * after.W[i][j];
          d[i] = sum * bend[1](z[i], a[i]);
        }
      }
      const input = at ? this.layers[at - 1].a : x;
      for (let j = 0; j < b.length; j++) {
        db[j] += d[j];
        for (let i = 0; i < input.length; i++) dW[i][j] += input[i] * d[j];
      }
    }
  }

  step(rows) {
    this.loss = 0;
    for (const { dW, db } of this.layers) {
      db.fill(0);
      for (const row of dW) row.fill(0);
    }
    for (const row of rows) {
      this.forward(this.X[row]);
      this.backward(this.X[row], this.Y[row], rows.length);
    }
    for (const { W, b, dW, db } of this.layers)
      for (let j = 0; j < b.length; j++) {
        b[j] -= this.rate * db[j];
        for (let i = 0; i < W.length; i++) W[i][j] -= this.rate * dW[i][j];
      }
  }
}

let net = null;
require("readline")
  .createInterface({ input: process.stdin })
  .on("line", (line) => {
    const asked = JSON.parse(line);
    if (asked.X) net = new Net(asked);
    else if (asked.batches) for (const rows of asked.batches) net.step(rows);
    else if (asked.steps) for (let step = 0; step < asked.steps; step++) net.step(net.all);
    const parameters = asked.tell ? net.layers.map(({ W, b }) => [W.map((row) => [...row]), [...b]]) : null;
    console.log(JSON.stringify({ loss: net.loss, parameters }));
  });
