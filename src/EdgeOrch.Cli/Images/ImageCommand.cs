using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using EdgeOrch.Cli.CommandLine;
using EdgeOrch.Cli.Get;
using EdgeOrch.Cli.Output;
using EdgeOrch.Images.Manifests;

namespace EdgeOrch.Cli.Images;

/// <summary><c>edgectl image</c>: the registry of the control plane.</summary>
internal static class ImageCommand
{
    private const string TargetRule = "REPOSITORY[:TAG], lower case, such as sensors/reader:1.2";

    public static Command Create(CommandHost host) => new Verb(
        "image",
        "Push and list images",
        "edgectl image push ./layout sensors/reader:1.2",
        "edgectl image ls") { Push(host), List(host) };

    private static Verb Push(CommandHost host)
    {
        var path = new Argument<string>("PATH") { Description = "An OCI layout folder, or an archive of docker save" };
        var target = new Argument<string>("REPOSITORY[:TAG]") { Description = "Where it goes; the tag defaults to latest" };
        target.Validators.Add(result =>
        {
            if (!TryParseTarget(result.Tokens[0].Value, out _)) result.AddError($"image \"{result.Tokens[0].Value}\": must be {TargetRule}");
        });
        var name = new Option<string?>("--image") { Description = "Which image of PATH, where it holds several", HelpName = "NAME" };
        var command = new Verb(
            "push",
            "Push an image to the control plane's registry; blobs that it has are not sent again",
            "edgectl image push ./layout sensors/reader:1.2",
            "docker save reader:1.2 -o reader.tar && edgectl image push reader.tar sensors/reader:1.2") { path, target, name };
        command.SetAction(async (parsed, cancel) =>
        {
            if (!TryParseTarget(parsed.GetValue(target)!, out var reference)) throw new UsageException($"image: must be {TargetRule}");
            using var source = ImageSources.Open(parsed.GetValue(path)!);
            var image = ImageSources.Choose(source, parsed.GetValue(path)!, parsed.GetValue(name));
            using var registry = new RegistryClient(host.Endpoint(parsed), reference.Repository);
            await PushProgress.RunAsync(host.Terminal, progress => new ImagePusher(source, registry, progress).PushAsync(image.Root, reference.Reference, cancel));
            host.Terminal.Out.WriteLine($"{reference.Repository}:{reference.Reference}@{image.Root.Digest}");
            return ExitCodes.Success;
        });
        return command;
    }

    private static Verb List(CommandHost host)
    {
        var output = GetVerb.OutputOption();
        var command = new Verb("ls", "List the tags of the registry", "edgectl image ls", "edgectl image ls -o wide") { output };
        command.SetAction(async (parsed, cancel) =>
        {
            using var api = host.Connect(parsed);
            var resource = Resources.Images();
            Printer.Write(host.Terminal, parsed.GetValue(output), await resource.ListAsync(api, cancel), resource.ListType, resource.Columns, resource.Plural);
            return ExitCodes.Success;
        });
        return command;
    }

    // What is pushed has the digest that it has: only a tag can be chosen.
    private static bool TryParseTarget(string text, [NotNullWhen(true)] out ImageReference? target) =>
        ImageReference.TryParse(text, out target) && target.Digest is null;
}
