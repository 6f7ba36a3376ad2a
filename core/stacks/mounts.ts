/** The volumes of a service as mounts of its tasks (docker/cli compose/convert/volume.go). Pure. */
import type { Mount } from "../containers/config.ts";
import type { Project, Service } from "../projects/model.ts";
import type { VolumeForm } from "../projects/short_syntax.ts";
import { stackLabels } from "./labels.ts";

/** Every mount; volumes carry what a node makes them with. */
export function mountsOf(project: Project, service: Service): Mount[] | undefined {
  return service.volumes?.map((v) => mountOf(project, v));
}

function mountOf(project: Project, v: VolumeForm): Mount {
  const mount: Mount = {
    Type: v.type as "bind",
    ...(v.source && { Source: v.source }),
    Target: v.target,
    ...(v.read_only && { ReadOnly: true }),
    ...(v.consistency && { Consistency: v.consistency }),
  };
  if (v.type === "bind") {
    const { propagation } = v.bind ?? {};
    if (propagation) mount.BindOptions = { Propagation: propagation };
  } else if (v.type === "tmpfs") {
    if (v.tmpfs?.size !== undefined) mount.TmpfsOptions = { SizeBytes: Number(v.tmpfs.size) };
  } else if (v.type === "image") {
    if (v.image?.subpath) mount.ImageOptions = { Subpath: v.image.subpath };
  } else if (v.source) {
    const volume = project.volumes[v.source];
    const { nocopy, subpath } = v.volume ?? {};
    const driver = volume.driver !== undefined || volume.driver_opts !== undefined;
    mount.Source = volume.name;
    mount.VolumeOptions = {
      ...(nocopy && { NoCopy: true }),
      ...(subpath && { Subpath: subpath }),
      ...(!volume.external && { Labels: stackLabels(project.name, volume.labels) }),
      ...(!volume.external && driver && {
        DriverConfig: {
          ...(volume.driver !== undefined && { Name: volume.driver }),
          ...(volume.driver_opts && { Options: volume.driver_opts }),
        },
      }),
    };
  }
  return mount;
}
