import { SMTPServer } from 'smtp-server'

// A program: a mail server on the given port that takes everything and keeps nothing.
const [port] = process.argv.slice(2)
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  logger: false,
  onData: (stream, _session, done) => void stream.resume().on('end', () => done()),
})
server.listen(Number(port), '127.0.0.1')
