// The `score.offers` part of node.yaml: what scored lists may offer.
import { z } from 'zod';

export const offersSchema = z
  .strictObject({
    repeats: z
      .boolean()
      .default(false)
      .describe('whether customers are offered again what they bought; not for single actions'),
    without: z
      .union([
        z.array(z.string().min(1)).min(1),
        z.strictObject({ file: z.string().min(1).describe('one item a line, relative to node.yaml') }),
      ])
      .optional()
      .describe('items or actions that are offered to nobody, such as those out of stock'),
  })
  .describe('for models that offer something: what may be offered');
export type OffersConfig = z.infer<typeof offersSchema>;
