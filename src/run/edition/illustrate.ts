import { domainOf } from '../../address.js'
import { chartsFor } from '../../chart/charts.js'
import { type ImageCache, imageCache, openRaster, RasterFault } from '../../chart/raster.js'
import { formatOf } from '../../format.js'
import type { InlineImage } from '../../mail/compose.js'
import type { Digest, Message } from '../../mail/message.js'
import { logoImages } from '../../mail/picture.js'
import { type RenderOptions, renderMessage } from '../../mail/render.js'
import { emit, type Workspace } from '../workspace.js'

/** A message and the pictures that it has to carry. */
export interface Illustrated {
  readonly message: Message
  readonly images: readonly InlineImage[]
}

/**
 * An album for the messages of one edition: what many of them show is not painted for each. Null
 * where nothing can be painted, or nobody wants it: a report without pictures makes sense, one that
 * doesn't go out does not.
 */
export async function openImageCache(work: Workspace): Promise<ImageCache | null> {
  if (!work.config.charts) return null
  try {
    return imageCache(await openRaster(), domainOf(work.config.mailFrom))
  } catch (error) {
    if (!(error instanceof RasterFault)) throw error
    emit(work, { kind: 'unillustrated', error })
    return null
  }
}

/** A digest as a message with its charts. The same digest and options give the same bytes. */
export function illustrated(
  digest: Digest,
  album: ImageCache | null,
  options: Omit<RenderOptions, 'pictures'> = {},
): Illustrated {
  const logo = logoImages(digest.presentation)
  if (album === null) return { message: renderMessage(digest, options), images: logo }
  const page = album.page()
  const pictures = chartsFor(digest, page, formatOf(digest.presentation))
  const message = renderMessage(digest, { ...options, pictures })
  return { message, images: [...logo, ...page.imagesIn(message.html)] }
}
