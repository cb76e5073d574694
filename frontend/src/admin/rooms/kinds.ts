import { IconArmchair, IconArmchair2, IconDeviceTv, IconDoor, IconPencil, IconSquare } from "@tabler/icons-react";
import type { PlaceKind } from "@/api/rooms";

export const KIND_ICON: Record<PlaceKind, typeof IconDoor> = {
  seat: IconArmchair,
  chair: IconArmchair2,
  secretary: IconPencil,
  table: IconSquare,
  screen: IconDeviceTv,
  door: IconDoor,
};
