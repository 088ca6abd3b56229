// What the shop sells.
export interface Product {
  readonly id: string;
  readonly name: string;
  readonly category: string;
  readonly priceCents: number;
}

const CATEGORIES: readonly (readonly [category: string, things: readonly string[], fromCents: number])[] = [
  ['tea', ['Green Tea', 'Oolong', 'Rooibos', 'Earl Grey', 'Chai', 'Peppermint'], 490],
  ['coffee', ['Espresso Beans', 'Filter Roast', 'Decaf', 'Cold Brew Kit', 'Drip Bags'], 890],
  ['cups', ['Stoneware Mug', 'Glass Cup', 'Travel Mug', 'Tea Bowl', 'Espresso Set'], 1250],
  ['kettles', ['Gooseneck Kettle', 'Electric Kettle', 'Iron Teapot'], 4900],
  ['grinders', ['Hand Grinder', 'Burr Grinder'], 7900],
  ['gifts', ['Sampler Box', 'Gift Card', 'Subscription'], 1990],
];
const EDITIONS = ['Classic', 'Organic', 'Limited'];

/** The same products for every seed. */
export const PRODUCTS: readonly Product[] = CATEGORIES.flatMap(([category, things, fromCents], row) =>
  things.flatMap((thing, column) =>
    EDITIONS.map((edition, rank) => ({
      id: `p-${row + 1}${String(column * EDITIONS.length + rank + 1).padStart(2, '0')}`,
      name: `${edition} ${thing}`,
      category,
      priceCents: Math.round(fromCents * (1 + 0.35 * rank + 0.12 * column)),
    })),
  ),
);

export const CATEGORY_NAMES: readonly string[] = CATEGORIES.map(([category]) => category);
