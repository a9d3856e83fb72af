import { z } from 'zod';
import { SharedShapes } from '../../../coordinator/src/transport/http/admin/shared-shapes.js';

const node = z.object({ name: z.string() }).meta({ id: 'Node' });

test('a named shape stands there once, and is referred to with what is said of it elsewhere', () => {
  const shapes = new SharedShapes();
  const roster = z.object({
    nodes: z.array(node),
    first: node.nullable(),
    last: node.describe('the newest'),
  });
  expect(shapes.schemaOf(roster, 'output')).toMatchObject({
    properties: {
      nodes: { items: { $ref: '#/components/schemas/Node' } },
      first: { anyOf: [{ $ref: '#/components/schemas/Node' }, { type: 'null' }] },
      last: { $ref: '#/components/schemas/Node', description: 'the newest' },
    },
  });
  expect(shapes.schemaOf(node, 'output')).toEqual({ $ref: '#/components/schemas/Node' });
  expect(shapes.all()).toEqual({
    Node: {
      type: 'object',
      properties: { name: { type: 'string' } },
      required: ['name'],
      additionalProperties: false,
    },
  });
});

test('a shape that is made from a named one does not take its name', () => {
  const shapes = new SharedShapes();
  expect(shapes.schemaOf(node.extend({ region: z.string() }), 'output')).toMatchObject({
    properties: { name: {}, region: {} },
  });
  expect(shapes.all()).toEqual({});
});

test('two shapes of one name are refused', () => {
  const shapes = new SharedShapes();
  shapes.schemaOf(node, 'output');
  const other = z.object({ name: z.string(), region: z.string() }).meta({ id: 'Node' });
  expect(() => shapes.schemaOf(other, 'output')).toThrow('two shapes are called Node');
  expect(() => shapes.schemaOf(z.object({ node, other }), 'output')).toThrow('Node');
});

test('a shape that is read in another form than it is answered in is refused, and one of a single form is not', () => {
  const shapes = new SharedShapes();
  const role = z.enum(['contributor', 'committee']).meta({ id: 'Role' });
  const withDefault = z.object({ role: role.default('contributor') }).meta({ id: 'Seat' });
  shapes.schemaOf(withDefault, 'output');
  expect(() => shapes.schemaOf(withDefault, 'input')).toThrow('two shapes are called Seat');
  shapes.schemaOf(role, 'output');
  shapes.schemaOf(role, 'input');
  expect(Object.keys(shapes.all())).toEqual(['Role', 'Seat']);
});
