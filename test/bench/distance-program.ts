import { connect, createServer, type Socket } from 'node:net'

// A program: passes on what comes to `port` to `target`, and back, each way `delay` milliseconds
// later.
const [port = 0, target = 0, delay = 0] = process.argv.slice(2).map(Number)

function passOn(from: Socket, to: Socket): void {
  from.setNoDelay()
  from.on('data', (bytes) => setTimeout(() => to.write(bytes), delay))
  from.on('end', () => setTimeout(() => to.end(), delay))
  from.on('error', () => to.destroy())
}

createServer({ allowHalfOpen: true }, (near) => {
  const far = connect({ port: target, host: '127.0.0.1', allowHalfOpen: true })
  passOn(near, far)
  passOn(far, near)
}).listen(port, '127.0.0.1')
