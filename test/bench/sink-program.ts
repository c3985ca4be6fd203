import { SMTPServer } from 'smtp-server'
import { certificate } from '../fixture/certificate.js'

// A program: a mail server on the given port that takes everything and keeps nothing; a `secure`
// one only after STARTTLS and a login.
const [port, kind] = process.argv.slice(2)
const isSecure = kind === 'secure'
const server = new SMTPServer({
  ...certificate,
  authOptional: !isSecure,
  disabledCommands: isSecure ? [] : ['STARTTLS'],
  logger: false,
  onAuth: ({ username }, _session, done) => done(null, { user: username }),
  onData: (stream, _session, done) => void stream.resume().on('end', () => done()),
})
server.listen(Number(port), '127.0.0.1')
