import { crc32, deflateRawSync } from 'node:zlib'

/**
 * A part of a zip. `claimed` is the size that its directory gives, where it lies; `meant` is what its
 * checksum is of, where it isn't the content.
 */
export interface ZipPart {
  readonly name: string
  readonly content: string | Buffer
  readonly claimed?: number
  readonly meant?: string
}

/** A zip with these parts, as programs write it. */
export function zipFile(parts: readonly ZipPart[]): Buffer {
  const bodies: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, content, claimed, meant } of parts) {
    const bytes = Buffer.from(content)
    const packed = deflateRawSync(bytes)
    const checksum = crc32(meant ?? bytes)
    const header = partHeader({ name, checksum, packed, size: claimed ?? bytes.length })
    const body = Buffer.concat([signed(0x04034b50, header), Buffer.from(name), packed])
    directory.push(directoryEntry(header, name, offset))
    bodies.push(body)
    offset += body.length
  }
  const listed = Buffer.concat(directory)
  return Buffer.concat([...bodies, listed, endOf(parts.length, listed.length, offset)])
}

interface Packed {
  readonly name: string
  readonly checksum: number
  readonly packed: Buffer
  readonly size: number
}

/** What both of a part's headers have. */
function partHeader({ name, checksum, packed, size }: Packed): Buffer {
  const header = Buffer.alloc(26)
  header.writeUInt16LE(20, 0)
  header.writeUInt16LE(0x800, 2)
  header.writeUInt16LE(8, 4)
  header.writeUInt32LE(checksum, 10)
  header.writeUInt32LE(packed.length, 14)
  header.writeUInt32LE(size, 18)
  header.writeUInt16LE(Buffer.byteLength(name), 22)
  return header
}

function directoryEntry(header: Buffer, name: string, offset: number): Buffer {
  const rest = Buffer.alloc(14)
  rest.writeUInt32LE(offset, 10)
  return Buffer.concat([signed(0x02014b50, Buffer.from([20, 0])), header, rest, Buffer.from(name)])
}

function endOf(count: number, length: number, offset: number): Buffer {
  const end = Buffer.alloc(18)
  end.writeUInt16LE(count, 4)
  end.writeUInt16LE(count, 6)
  end.writeUInt32LE(length, 8)
  end.writeUInt32LE(offset, 12)
  return signed(0x06054b50, end)
}

function signed(signature: number, rest: Buffer): Buffer {
  const mark = Buffer.alloc(4)
  mark.writeUInt32LE(signature)
  return Buffer.concat([mark, rest])
}
