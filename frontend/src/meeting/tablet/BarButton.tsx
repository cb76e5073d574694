import { UnstyledButton } from "@mantine/core";
import type { ComponentPropsWithoutRef, ReactNode } from "react";
import classes from "./Bar.module.css";

interface BarButtonProps extends Omit<ComponentPropsWithoutRef<"button">, "title"> {
  icon: ReactNode;
  name: string;
  /** A second, smaller line: the state. */
  note?: ReactNode;
  tone?: "plain" | "outlined" | "primary" | "inverted";
}

/** A button of the bar below: an icon, a word and, where it matters, its state. */
export function BarButton({ icon, name, note, tone = "plain", className, ...rest }: BarButtonProps) {
  return (
    <UnstyledButton className={`${classes.button ?? ""} ${className ?? ""}`} data-tone={tone} {...rest}>
      {icon}
      <span className={classes.words}>
        <span className={classes.name}>{name}</span>
        {note !== undefined && <span className={classes.note}>{note}</span>}
      </span>
    </UnstyledButton>
  );
}
