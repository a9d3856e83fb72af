// The twelve kinds of table that a retailer brings (docs/guides/tables.md): what each has to name, and how it meets a person.

/** Keys of a table that name a column; features refer to them, or to a column by its own name. */
export const tableKeys = [
  'person',
  'time',
  'recorded',
  'id',
  'order',
  'item',
  'quantity',
  'price',
  'amount',
  'channel',
  'store',
] as const;
export type TableKey = (typeof tableKeys)[number];

interface TableRole {
  /** Keys without which the role means nothing. */
  readonly needs: readonly TableKey[];
  /** `person`: a row is about one; `day` and `item`: a row is about the shop, and joins the lines of persons by that. */
  readonly joins: 'person' | 'day' | 'item';
}

export const tableRoles = {
  'point-of-sale': { needs: ['person', 'time'], joins: 'person' },
  orders: { needs: ['person', 'time'], joins: 'person' },
  members: { needs: ['person'], joins: 'person' },
  'app-events': { needs: ['person', 'time'], joins: 'person' },
  'mini-programme': { needs: ['person', 'time'], joins: 'person' },
  web: { needs: ['person', 'time'], joins: 'person' },
  coupons: { needs: ['person', 'time'], joins: 'person' },
  'e-mail': { needs: ['person', 'time'], joins: 'person' },
  service: { needs: ['person', 'time'], joins: 'person' },
  returns: { needs: ['person', 'time'], joins: 'person' },
  stock: { needs: ['item', 'time'], joins: 'item' },
  calendar: { needs: ['time'], joins: 'day' },
} as const satisfies Record<string, TableRole>;

export type TableRoleName = keyof typeof tableRoles;
export const tableRoleNames = Object.keys(tableRoles) as TableRoleName[];

/** Whether rows of the role are about persons. */
export function isAboutPersons(role: TableRoleName): boolean {
  return tableRoles[role].joins === 'person';
}
