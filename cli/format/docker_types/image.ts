/**
 * Docker's Go types of images, for templates; parse.ts says how a line is read. From
 * github.com/docker/docker/api/types as of Engine 28.5.
 */
export const IMAGE_TYPES = `
dockerspec.HealthcheckConfig
  Test []string ?
  Interval duration ?
  Timeout duration ?
  StartPeriod duration ?
  StartInterval duration ?
  Retries int ?

ocispec.Descriptor
  MediaType=mediaType string
  Digest=digest string
  Size=size int64
  URLs=urls []string ?
  Annotations=annotations map[string]string ?
  Data=data bytes ?
  Platform=platform *ocispec.Platform ?
  ArtifactType=artifactType string ?

ocispec.Platform
  Architecture=architecture string
  OS=os string
  OSVersion=os.version string ?
  OSFeatures=os.features []string ?
  Variant=variant string ?

image.InspectResponse
  ID=Id string
  RepoTags []string
  RepoDigests []string
  Parent string
  Comment string
  Created string ?
  Container string ?
  ContainerConfig *container.Config ?
  DockerVersion string
  Author string
  Config *dockerspec.DockerOCIImageConfig
  Architecture string
  Variant string ?
  Os string
  OsVersion string ?
  Size int64
  VirtualSize int64 ?
  GraphDriver storage.DriverData
  RootFS image.RootFS
  Metadata image.Metadata
  Descriptor *ocispec.Descriptor ?
  Manifests []image.ManifestSummary ?

dockerspec.DockerOCIImageConfig
  + ocispec.ImageConfig
  + dockerspec.DockerOCIImageConfigExt

ocispec.ImageConfig
  User string ?
  ExposedPorts map[string]struct{} ?
  Env []string ?
  Entrypoint []string ?
  Cmd []string ?
  Volumes map[string]struct{} ?
  WorkingDir string ?
  Labels map[string]string ?
  StopSignal string ?
  ArgsEscaped bool ?

dockerspec.DockerOCIImageConfigExt
  Healthcheck *dockerspec.HealthcheckConfig ?
  OnBuild []string ?
  Shell []string ?

image.RootFS
  Type string ?
  Layers []string ?

image.Metadata
  LastTagTime time ?

image.ManifestSummary
  ID string
  Descriptor ocispec.Descriptor
  Available bool
  Size image.ManifestSize
  Kind string
  ImageData *image.ImageProperties ?
  AttestationData *image.AttestationProperties ?

image.ImageProperties
  Platform ocispec.Platform
  Size image.UnpackedSize
  Containers []string

image.AttestationProperties
  For string

image.ManifestSize
  Content int64
  Total int64

image.UnpackedSize
  Unpacked int64
`;
