// Somebody's own SST app with three functions, and one line that instruments two of them.
/// <reference path="./.sst/platform/config.d.ts" />
export default $config({
  app() {
    return { name: 'shop', home: 'aws' };
  },
  async run() {
    const { Tracelake } = await import('tracelake/sst');
    new Tracelake('Observability', { stage: 'ci', instrumentAll: true, exclude: [/^Quiet/] });
    const handler = 'functions/index.handler';
    const cart = new sst.aws.Function('Cart', { handler, runtime: 'nodejs22.x' });
    const order = new sst.aws.Function('Order', { handler, runtime: 'nodejs22.x', environment: { TABLE: 'orders' } });
    const quiet = new sst.aws.Function('Quiet', { handler, runtime: 'nodejs22.x' });
    return { cart: cart.name, order: order.name, quiet: quiet.name };
  },
});
