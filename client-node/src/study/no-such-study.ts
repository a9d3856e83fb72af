/** No finished study fits what a person asked for, or more than one does; the message says what to ask for. */
export class NoSuchStudy extends Error {
  override readonly name = 'NoSuchStudy';
}
