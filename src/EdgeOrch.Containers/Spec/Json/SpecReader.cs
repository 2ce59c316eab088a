namespace EdgeOrch.Containers.Spec.Json;

/// <summary>Reads the documents of the runtime (OCI runtime-spec, config.md): what they may say, field by field. Unknown fields are passed over.</summary>
public static partial class SpecReader
{
    /// <summary>A <c>config.json</c>.</summary>
    /// <param name="document">UTF-8.</param>
    /// <exception cref="ContainerException">It is no JSON, a field has a value that it cannot have, or there is no root.</exception>
    public static ContainerSpec ReadContainer(ReadOnlySpan<byte> document) => JsonCursor.Document(document, Container);

    /// <summary>A process, as <c>exec --process</c> takes it.</summary>
    /// <param name="document">UTF-8.</param>
    /// <exception cref="ContainerException">It is no JSON, or a field has a value that it cannot have.</exception>
    public static ProcessSpec ReadProcess(ReadOnlySpan<byte> document) => JsonCursor.Document(document, Process);

    /// <summary>Limits, as <c>update --resources</c> takes them.</summary>
    /// <param name="document">UTF-8.</param>
    /// <exception cref="ContainerException">It is no JSON, or a field has a value that it cannot have.</exception>
    public static ResourceSpec ReadResources(ReadOnlySpan<byte> document) => JsonCursor.Document(document, Resources);

    private static readonly RootSpec s_missing = new();

    private static ContainerSpec Container(ref JsonCursor json)
    {
        var spec = Fields(ref json);
        return ReferenceEquals(spec.Root, s_missing) ? throw new ContainerException("root: is missing") : spec;
    }

    private static ContainerSpec Fields(ref JsonCursor json) => json.Object(new ContainerSpec { Root = s_missing }, static (ref json, value, field) =>
    {
        switch (field)
        {
            case "ociVersion": value.OciVersion = json.Text(); break;
            case "process": value.Process = Process(ref json); break;
            case "root": value.Root = Root(ref json); break;
            case "hostname": value.Hostname = json.Text(); break;
            case "domainname": value.Domainname = json.Text(); break;
            case "mounts": value.Mounts = json.List(Mount); break;
            case "linux": value.Linux = Linux(ref json); break;
            case "hooks": value.Hooks = Hooks(ref json); break;
            case "annotations": value.Annotations = json.Map(Text); break;
            default: json.Skip(); break;
        }
    });

    private static RootSpec Root(ref JsonCursor json) => json.Object(new RootSpec(), static (ref json, value, field) =>
    {
        switch (field)
        {
            case "path": value.Path = json.Text(); break;
            case "readonly": value.Readonly = json.Flag(); break;
            default: json.Skip(); break;
        }
    });

    private static MountSpec Mount(ref JsonCursor json) => json.Object(new MountSpec(), static (ref json, value, field) =>
    {
        switch (field)
        {
            case "destination": value.Destination = json.Text(); break;
            case "type": value.Type = json.Text(); break;
            case "source": value.Source = json.Text(); break;
            case "options": value.Options = json.Texts(); break;
            case "uidMappings": value.UidMappings = json.List(IdMapping); break;
            case "gidMappings": value.GidMappings = json.List(IdMapping); break;
            default: json.Skip(); break;
        }
    });

    private static HooksSpec Hooks(ref JsonCursor json) => json.Object(new HooksSpec(), static (ref json, value, field) =>
    {
        switch (field)
        {
            case "prestart": value.Prestart = json.List(Hook); break;
            case "createRuntime": value.CreateRuntime = json.List(Hook); break;
            case "createContainer": value.CreateContainer = json.List(Hook); break;
            case "startContainer": value.StartContainer = json.List(Hook); break;
            case "poststart": value.Poststart = json.List(Hook); break;
            case "poststop": value.Poststop = json.List(Hook); break;
            default: json.Skip(); break;
        }
    });

    private static HookSpec Hook(ref JsonCursor json) => json.Object(new HookSpec(), static (ref json, value, field) =>
    {
        switch (field)
        {
            case "path": value.Path = json.Text(); break;
            case "args": value.Args = json.Texts(); break;
            case "env": value.Env = json.Texts(); break;
            case "timeout": value.Timeout = json.Number<int>(); break;
            default: json.Skip(); break;
        }
    });

    private static string Text(ref JsonCursor json) => json.Text();
}
