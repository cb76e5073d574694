import { Checkbox, MultiSelect, SegmentedControl, Stack, Text } from "@mantine/core";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { ItemAccess } from "@/api/prepare";
import type { Parts } from "@/api/snapshot";

const ROLES = ["member", "delegate", "guest"] as const;

interface AccessFieldsProps {
  parts: Pick<Parts, "participants" | "units">;
  value: ItemAccess;
  onChange: (value: ItemAccess) => void;
}

/** Whom one may name: roles, invited units and people, as the tags that the server takes. */
export function useChoices(parts: AccessFieldsProps["parts"]) {
  const { t } = useTranslation();
  const people = Object.values(parts.participants).filter((row) => row.role !== "chair" && row.role !== "secretary");
  return [
    { group: t("prepare:access.roles"), items: ROLES.map((role) => ({ value: `role:${role}`, label: t(`common:role.${role}`) })) },
    { group: t("prepare:access.units"), items: Object.values(parts.units).map((row) => ({ value: `unit:${row.unit_id}`, label: row.name })) },
    {
      group: t("prepare:access.people"),
      items: people.map((row) => ({ value: `person:${row.person_id}`, label: `${row.full_name} · ${row.position}` })),
    },
  ].filter(({ items }) => items.length > 0);
}

/** To whom an item is open: everybody, or the chair, the secretaries and those chosen here. */
export function AccessFields({ parts, value, onChange }: AccessFieldsProps) {
  const { t } = useTranslation();
  const label = useId();
  const choices = useChoices(parts);
  return (
    <Stack gap="xs">
      <Text fw={600} size="sm" id={label}>
        {t("prepare:access.title")}
      </Text>
      <SegmentedControl
        aria-labelledby={label}
        value={value.is_restricted ? "restricted" : "open"}
        onChange={(chosen) => onChange({ ...value, is_restricted: chosen === "restricted" })}
        data={[
          { value: "open", label: t("prepare:access.open") },
          { value: "restricted", label: t("prepare:access.restricted") },
        ]}
      />
      {value.is_restricted && (
        <>
          <MultiSelect
            label={t("prepare:access.allowed")}
            description={t("prepare:access.allowed_hint")}
            searchable
            clearable
            data={choices}
            value={value.allowed}
            onChange={(allowed) => onChange({ ...value, allowed })}
          />
          <Checkbox
            label={t("prepare:access.hidden")}
            checked={value.is_hidden}
            onChange={(event) => onChange({ ...value, is_hidden: event.currentTarget.checked })}
          />
        </>
      )}
    </Stack>
  );
}
