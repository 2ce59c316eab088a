using EdgeOrch.Contracts.Manifests;

namespace EdgeOrch.ControlPlane.Deployments.Reading;

/// <summary>Reads one mount of a container.</summary>
internal static class VolumeReader
{
    public static VolumeManifest? Read(ManifestNode node, string path, ProblemList problems)
    {
        if (Fields.Open(node, path, problems) is not { } fields) return null;
        fields.ExactlyOne("name", "hostPath", "tmpfs");
        var volume = new VolumeManifest
        {
            MountPath = fields.RequiredText("mountPath"),
            Name = fields.OptionalName("name"),
            HostPath = fields.Text("hostPath"),
            Tmpfs = ReadTmpfs(fields),
            ReadOnly = fields.Flag("readOnly"),
        };
        if (volume.MountPath.Length > 0) fields.CheckAbsolutePath("mountPath", volume.MountPath);
        if (volume.MountPath.Length > 0 && volume.MountPath.All(c => c == '/')) fields.Report("bad-path", "mountPath", "must not be the root \"/\"");
        fields.CheckAbsolutePath("hostPath", volume.HostPath);
        fields.Close();
        return volume;
    }

    private static TmpfsManifest? ReadTmpfs(Fields volume)
    {
        if (volume.Take("tmpfs") is not { } node || Fields.Open(node, volume.PathOf("tmpfs"), volume.Problems) is not { } fields) return null;
        var defaults = new TmpfsManifest();
        var tmpfs = new TmpfsManifest { Size = fields.Quantity<MemoryQuantity>("size", MemoryQuantity.TryParse, MemoryQuantity.Rule) ?? defaults.Size };
        if (tmpfs.Size.Bytes == 0) fields.Report("out-of-range", "size", "0 is too little: must be at least 1");
        fields.Close();
        return tmpfs;
    }
}
