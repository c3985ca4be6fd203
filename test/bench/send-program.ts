import { sendEverything } from './edition.js'
import { openWorkspace } from './workspace.js'

// A program for its peak of memory: sends an edition to the first so many account managers.
const [file = '', url = '', count = ''] = process.argv.slice(2)
const work = await openWorkspace(file, { SMTP_URL: url })
const listed = Array.from({ length: Number(count) }, (_, index) => ({
  name: `Manager ${index}`,
  address: `manager.${index}@example.com`,
  region: null,
  zone: null,
}))
await sendEverything({
  ...work,
  config: { ...work.config, accountManagers: { everyone: false, listed } },
})
await work.db.destroy()
