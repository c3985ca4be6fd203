import type { AccountManagerDigest } from '../report/digest/account-manager.js'
import type { AdminDigest } from '../report/digest/admin.js'
import type { ExecutiveDigest } from '../report/digest/executive.js'

export type Digest = ExecutiveDigest | AccountManagerDigest | AdminDigest
