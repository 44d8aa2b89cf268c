// STUB
export function DeliveryPage() {
  return <p>DeliveryPage</p>;
}
