/** No finished study fits what a person asked for, or more than one does; the message says what to ask for. */
export class NoSuchStudy extends Error {
  override readonly name = 'NoSuchStudy';
}

/** There was one, and what it left was erased when the days of its agreement were over. */
export class ErasedStudy extends NoSuchStudy {}
