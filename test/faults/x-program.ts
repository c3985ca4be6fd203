import { runWorker } from '../../src/run/worker.js'
console.log(typeof runWorker)
