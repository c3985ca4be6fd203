import type { FastifyHelmetOptions } from '@fastify/helmet'
import { allowedStyles } from './template.js'

/** Our own pages: their one style, forms to ourselves, and nothing else from anywhere. */
export const pagePolicy: FastifyHelmetOptions = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      objectSrc: ["'none'"],
      styleSrc: [...allowedStyles],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
      baseUri: ["'none'"],
    },
  },
  // Not no-referrer: under that, browsers post our own forms with the origin "null".
  referrerPolicy: { policy: 'same-origin' },
  xFrameOptions: { action: 'deny' },
  crossOriginResourcePolicy: { policy: 'same-origin' },
}

/** A mail as it was sent: styles stand in its tags, images inside it. */
export const mailPolicy = [
  "default-src 'none'",
  "object-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  // To log out.
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ')
