import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildTemplates } from '../../src/build/build-templates.js'

// Beside the code that was compiled for this, which looks for its templates there.
const built = fileURLToPath(new URL('../../dist/templates', import.meta.url))
await buildTemplates({ from: 'templates', to: built })

const { hang } = await import('./gallery.js')
console.log(`Open ${await hang(resolve('pictures/gallery'))}`)
