import { type Album, album } from '../chart/album.js'
import { chartsFor } from '../chart/charts.js'
import { openRaster } from '../chart/raster.js'
import type { InlineImage } from '../mail/compose.js'
import type { Digest } from '../mail/digest.js'
import { formatOf } from '../mail/format.js'
import { domainOf, type Mailbox } from '../mail/mailbox.js'
import type { Message } from '../mail/message.js'
import { type RenderOptions, renderMessage } from '../mail/render.js'

/** A message and the pictures that it has to carry. */
export interface Illustrated {
  readonly message: Message
  readonly images: readonly InlineImage[]
}

/** An album for the messages of one edition: what many of them show is painted once. */
export async function openAlbum(from: Mailbox): Promise<Album> {
  return album(await openRaster(), domainOf(from))
}

/** A digest as a message with its charts. The same digest and options give the same bytes. */
export function illustrated(
  digest: Digest,
  album: Album,
  options: Omit<RenderOptions, 'pictures'> = {},
): Illustrated {
  const pictures = chartsFor(digest, album, formatOf(digest.presentation))
  const message = renderMessage(digest, { ...options, pictures })
  return { message, images: album.imagesIn(message.html) }
}
