using EdgeOrch.Contracts;
using EdgeOrch.Images.Manifests;

namespace EdgeOrch.Agent.Images;

/// <summary>An image that is complete on the device.</summary>
/// <param name="Reference">The name it was pulled by.</param>
/// <param name="Manifest">Its manifest's digest.</param>
/// <param name="Config">Its configuration.</param>
/// <param name="LayerPaths">The unpacked layers' folders, bottom first.</param>
/// <param name="DiffIds">The layers' diff_ids, bottom first.</param>
internal sealed record StoredImage(
    string Reference, Digest Manifest, ImageConfig Config, IReadOnlyList<string> LayerPaths, IReadOnlyList<Digest> DiffIds);
