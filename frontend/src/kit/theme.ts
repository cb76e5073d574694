import {
  ActionIcon, Alert, Anchor, Badge, Button, Card, Checkbox, Input, Modal, Paper, SegmentedControl, Select, Tabs, TextInput,
  createTheme, virtualColor,
  type CSSVariablesResolver, type MantineColorsTuple,
} from "@mantine/core";

const accent: MantineColorsTuple = [
  "#fbecea", "#f5d3d0", "#e7b9b4", "#da8f88", "#cd655c", "#c24138", "#bb2f27", "#b3261e", "#9c1f18", "#8f1d17",
];
const navy: MantineColorsTuple = [
  "#eef0f4", "#dadfe8", "#b5bfd1", "#8c9ab5", "#65779a", "#414d65", "#2b3a57", "#14233f", "#101c33", "#0b1322",
];
const mist: MantineColorsTuple = [
  "#ffffff", "#fbfaf8", "#f5f2ec", "#f5f2ec", "#f5f2ec", "#f5f2ec", "#f5f2ec", "#f5f2ec", "#e2dfd8", "#c3cbda",
];
/** Warm greys; from 4 on they are borders of controls, 3:1 against the surface. */
const gray: MantineColorsTuple = [
  "#faf8f5", "#f3f0eb", "#e9e3da", "#e2dcd3", "#8a8378", "#7d766b", "#6b645a", "#4f4a42", "#3a362f", "#25221d",
];
/** Mantine's own greys of the dark scheme, taken from the TV tokens: 0 text, 4 control borders, 6 surface, 7 ground. */
const dark: MantineColorsTuple = [
  "#f5f2ec", "#c3cbda", "#98a4ba", "#5b6a87", "#5b6a87", "#1a2740", "#121c30", "#121c30", "#0f182a", "#0b1322",
];

const CONTROL_HEIGHT: Partial<Record<string, string>> = { sm: "2.5rem", md: "2.75rem", lg: "3.25rem" };

const QUIET_HOVER = "var(--ec-hover)";

function controlHeight(size: unknown): string {
  return CONTROL_HEIGHT[typeof size === "string" ? size : "md"] ?? "2.75rem";
}

/** The look of every screen: tokens of the design papers put into Mantine's words. */
export const theme = createTheme({
  fontFamily: '"Be Vietnam Pro", system-ui, sans-serif',
  headings: { fontFamily: '"Be Vietnam Pro", system-ui, sans-serif', fontWeight: "600" },
  colors: { accent, navy, mist, gray, dark, ink: virtualColor({ name: "ink", light: "navy", dark: "mist" }) },
  primaryColor: "ink",
  primaryShade: 7,
  autoContrast: true,
  defaultRadius: "md",
  radius: { xs: "4px", sm: "6px", md: "8px", lg: "12px", xl: "16px" },
  fontSizes: { xs: "0.8125rem", sm: "0.875rem", md: "0.9375rem", lg: "1.0625rem", xl: "1.25rem" },
  lineHeights: { md: "1.5" },
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    Button: Button.extend({
      defaultProps: { variant: "default", size: "md" },
      styles: { root: { fontWeight: 600, fontSize: "0.9375rem" } },
      vars: (_theme, props) => ({
        root: {
          "--button-height": controlHeight(props.size),
          ...(props.variant === "subtle" ? { "--button-hover": QUIET_HOVER } : {}),
        },
      }),
    }),
    ActionIcon: ActionIcon.extend({
      defaultProps: { size: 44, variant: "subtle", color: "ink" },
      vars: (_theme, props) => ({ root: props.variant === "subtle" ? { "--ai-hover": QUIET_HOVER } : {} }),
    }),
    Input: Input.extend({ defaultProps: { size: "md" }, vars: () => ({ wrapper: { "--input-height": "2.75rem" } }) }),
    TextInput: TextInput.extend({ defaultProps: { size: "md" } }),
    Select: Select.extend({ defaultProps: { size: "md", allowDeselect: false } }),
    Checkbox: Checkbox.extend({ defaultProps: { size: "md" } }),
    SegmentedControl: SegmentedControl.extend({
      defaultProps: { size: "md" },
      styles: {
        root: { background: "var(--ec-line)" },
        label: { display: "flex", alignItems: "center", justifyContent: "center", minHeight: "2.25rem" },
      },
    }),
    Tabs: Tabs.extend({ styles: { tab: { minHeight: "2.75rem", fontSize: "0.9375rem", fontWeight: 500 } } }),
    Alert: Alert.extend({
      styles: {
        root: { background: "var(--ec-accent-soft)", border: "1px solid var(--ec-accent-line)" },
        title: { color: "var(--ec-accent-text)", fontSize: "0.9375rem" },
        message: { color: "var(--ec-ink)", fontSize: "0.9375rem" },
      },
    }),
    Anchor: Anchor.extend({ defaultProps: { c: "inherit", underline: "always" } }),
    Badge: Badge.extend({ styles: { root: { textTransform: "none", fontWeight: 600 } } }),
    Card: Card.extend({
      defaultProps: { withBorder: true, radius: "lg", padding: "lg" },
      styles: { root: { borderColor: "var(--ec-line)" } },
    }),
    Paper: Paper.extend({ defaultProps: { radius: "lg" } }),
    Modal: Modal.extend({
      defaultProps: { centered: true, radius: "xl", padding: "lg" },
      styles: {
        title: { fontWeight: 600, fontSize: "1.1333em", lineHeight: 1.5, overflowWrap: "anywhere" },
        close: { width: "2.75rem", height: "2.75rem" },
      },
    }),
  },
});

/** Mantine's variables that must follow the tokens in both schemes. */
export const cssVariables: CSSVariablesResolver = () => {
  const both = {
    "--mantine-color-text": "var(--ec-ink)",
    "--mantine-color-dimmed": "var(--ec-ink-3)",
    "--mantine-color-placeholder": "var(--ec-ink-3)",
    "--mantine-color-error": "var(--ec-accent-text)",
    "--mantine-color-default-border": "var(--ec-line-strong)",
    "--mantine-color-default-color": "var(--ec-ink)",
    "--mantine-color-default": "var(--ec-surface)",
    "--mantine-color-default-hover": "var(--ec-surface-soft)",
    "--mantine-color-body": "var(--ec-surface)",
  };
  return { variables: {}, light: both, dark: both };
};
