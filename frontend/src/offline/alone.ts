/** Runs while no other page of this browser runs anything under that name. */
export async function alone(name: string, run: () => Promise<void>): Promise<void> {
  // Without TLS a browser has no locks, whatever the types say; the server then keeps two pages apart by the key.
  const locks = navigator.locks as LockManager | undefined;
  await (locks ? locks.request(name, run) : run());
}
