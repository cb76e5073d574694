import { Card, List, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { useAct } from "@/api/useAct";
import { PrimaryButton } from "@/kit/Buttons";
import { setUp } from "./browser";
import { PinInput } from "./PinInput";
import { faultOfPin, LONGEST_PIN, MOST_FAILURES, SHORTEST_PIN } from "./vault";
import classes from "./Offline.module.css";

const FACTS = ["what", "until", "erased", "limits"] as const;

/** Chooses the PIN under which this device keeps documents, after saying what that does and does not do. */
export function SetUpCard() {
  const { t } = useTranslation("offline");
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { pin: "", again: "" },
    validate: {
      pin: (value) => {
        const fault = faultOfPin(value);
        return fault && t(`fault.${fault}`, { least: SHORTEST_PIN, most: LONGEST_PIN });
      },
      again: (value, values) => (value === values.pin ? null : t("not_same")),
    },
  });
  const start = useAct(({ pin }: { pin: string }) => setUp(pin), { done: t("set_up_done") });
  return (
    <Card component="form" className={classes.narrow} onSubmit={form.onSubmit((values) => start.mutate(values))} noValidate>
      <Stack>
        <Text fw={600}>{t("set_up_title")}</Text>
        <List spacing="xs">
          {FACTS.map((fact) => (
            <List.Item key={fact}>{t(`fact.${fact}`, { count: MOST_FAILURES })}</List.Item>
          ))}
        </List>
        <PinInput label={t("new_pin")} description={t("pin_hint")} key={form.key("pin")} {...form.getInputProps("pin")} />
        <PinInput label={t("pin_again")} key={form.key("again")} {...form.getInputProps("again")} />
        <PrimaryButton type="submit" loading={start.isPending} className={classes.start ?? ""}>
          {t("set_up")}
        </PrimaryButton>
      </Stack>
    </Card>
  );
}
