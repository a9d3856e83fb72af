/** A model that may not be used for now, or no more; the message says why, and what to do. */
export class ModelHeld extends Error {
  override readonly name = 'ModelHeld';
}
