// Who has one address of IPv6 has 2^64 of them.
import { RequestRates } from '../../../coordinator/src/transport/http/admin/request-rates.js';

const LIMIT = 3;
const slowed = { code: 'too-many-requests' };
const rates = (): RequestRates =>
  new RequestRates({ perAccount: LIMIT, failuresPerAddress: LIMIT, signInsPerAddress: LIMIT });

test('sign-ins from all addresses of a network count together, in whatever form they are written', async () => {
  const limited = rates();
  for (const address of ['2001:db8:0:7::1', '2001:db8::7:0:0:0:2', '2001:0DB8:0000:0007:ffff:ffff:ffff:ffff'])
    await limited.spendSignIn(address);
  await expect(limited.spendSignIn('2001:db8:0:7:aaaa::5')).rejects.toMatchObject(slowed);
  await limited.spendSignIn('2001:db8:0:8::1');
  await limited.spendSignIn('2001:db8:7::1');
  await limited.spendSignIn('::1');
});

test('so do wrong tokens', async () => {
  const limited = rates();
  for (let host = 1; host <= LIMIT; host += 1) await limited.countFailure(`2001:db8:0:7::${host}`);
  await expect(limited.requireFewFailures('2001:db8:0:7::99')).rejects.toMatchObject(slowed);
  await limited.requireFewFailures('2001:db8:0:9::99');
});

test('an address of IPv4 is itself, also where it is written as one of IPv6', async () => {
  const limited = rates();
  for (const address of ['192.0.2.1', '::ffff:192.0.2.1', '::FFFF:192.0.2.1'])
    await limited.spendSignIn(address);
  await expect(limited.spendSignIn('192.0.2.1')).rejects.toMatchObject(slowed);
  await limited.spendSignIn('::ffff:192.0.2.2');
  await limited.spendSignIn(undefined);
});
