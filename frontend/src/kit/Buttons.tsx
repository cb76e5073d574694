import { ActionIcon, Button, Tooltip, type ActionIconProps, type ButtonProps } from "@mantine/core";
import type { ComponentPropsWithoutRef, ReactNode } from "react";

type Native = Omit<ComponentPropsWithoutRef<"button">, keyof ButtonProps>;

/** The one red action of a screen: 52 px high when `size="lg"`, else 44. */
export function PrimaryButton(props: ButtonProps & Native) {
  return <Button variant="filled" color="accent" {...props} />;
}

interface IconButtonProps extends ActionIconProps, Omit<ComponentPropsWithoutRef<"button">, keyof ActionIconProps> {
  /** Said by screen readers and shown on hover. */
  label: string;
  children: ReactNode;
}

/** A 44 px button with an icon only; its name is always there for those who cannot see it. */
export function IconButton({ label, children, ...rest }: IconButtonProps) {
  return (
    <Tooltip label={label} openDelay={400} events={{ hover: true, focus: true, touch: false }}>
      <ActionIcon aria-label={label} {...rest}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
