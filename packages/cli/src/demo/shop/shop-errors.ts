// What goes wrong in a shop. The names are what `exception.type` says.

class ShopError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

export class ProviderTimeoutError extends ShopError {}
export class ProviderUnavailableError extends ShopError {}
export class CardDeclinedError extends ShopError {}
export class PaymentFailedError extends ShopError {}
export class OutOfStockError extends ShopError {}
export class CartEmptyError extends ShopError {}
export class ValidationError extends ShopError {}
export class OrderNotFoundError extends ShopError {}
export class AddressNotFoundError extends ShopError {}
export class ConcurrencyLimitError extends ShopError {}
/** DynamoDB's own name for "too fast". */
export class ProvisionedThroughputExceededException extends ShopError {}
