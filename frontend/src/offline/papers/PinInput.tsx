import { PasswordInput, type PasswordInputProps } from "@mantine/core";
import { LONGEST_PIN } from "./vault";

/** A PIN of digits; the device's password manager stays out of it. */
export function PinInput(props: PasswordInputProps) {
  return <PasswordInput size="md" inputMode="numeric" autoComplete="off" maxLength={LONGEST_PIN} {...props} />;
}
