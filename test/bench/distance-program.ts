import { connect, createServer, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { certificate } from '../fixture/certificate.js'

// A program: takes TLS at `port` and passes on to `target` what it says, and back, each way `delay`
// milliseconds later.
const [port = 0, target = 0, delay = 0] = process.argv.slice(2).map(Number)

function passOn(from: Socket, to: Socket, wait: number): void {
  from.setNoDelay()
  from.on('data', (bytes) => setTimeout(() => to.write(bytes), wait))
  from.on('end', () => setTimeout(() => to.end(), wait))
  from.on('error', () => to.destroy())
}

function join(near: Socket, farPort: number, wait: number): void {
  const far = connect({ port: farPort, host: '127.0.0.1', allowHalfOpen: true })
  passOn(near, far, wait)
  passOn(far, near, wait)
}

const plain = createTlsServer({ ...certificate, allowHalfOpen: true }, (near) =>
  join(near, target, 0),
)
plain.listen(0, '127.0.0.1', () => {
  const address = plain.address()
  const farPort = typeof address === 'object' && address !== null ? address.port : 0
  createServer({ allowHalfOpen: true }, (near) => join(near, farPort, delay)).listen(
    port,
    '127.0.0.1',
  )
})
