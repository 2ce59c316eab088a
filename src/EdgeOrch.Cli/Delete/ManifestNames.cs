using System.Text;
using EdgeOrch.Cli.Apply;
using EdgeOrch.Cli.CommandLine;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Manifests;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace EdgeOrch.Cli.Delete;

/// <summary>Reads the names of the deployments in a manifest text; what else it says does not matter for a deletion.</summary>
internal static class ManifestNames
{
    /// <exception cref="CliException">The text is no YAML, or a document is no deployment with a name.</exception>
    public static IReadOnlyList<string> Read(ManifestFile file)
    {
        try
        {
            var parser = new Parser(new StringReader(Encoding.UTF8.GetString(file.Text)));
            var names = new List<string>();
            parser.Consume<StreamStart>();
            while (parser.TryConsume<DocumentStart>(out _))
            {
                if (Document(parser, file.Name) is { } name) names.Add(name);
                parser.Consume<DocumentEnd>();
            }

            return names.Count > 0 ? names : throw new CliException($"{file.Name}: holds no manifest");
        }
        catch (YamlException e)
        {
            throw new CliException($"{file.Name}:{e.Start.Line}: {e.Message}", e);
        }
    }

    private static string? Document(Parser parser, string file)
    {
        if (parser.Accept<Scalar>(out var empty) && empty.Value.Length == 0)
        {
            parser.SkipThisAndNestedEvents();
            return null;
        }

        var line = parser.Current!.Start.Line;
        string? kind = null, name = null;
        parser.Consume<MappingStart>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = parser.Consume<Scalar>().Value;
            if (key == "kind" && parser.TryConsume<Scalar>(out var value)) kind = value.Value;
            else if (key == "metadata" && parser.Accept<MappingStart>(out _)) name = Name(parser);
            else parser.SkipThisAndNestedEvents();
        }

        if (kind != DeploymentManifest.DeploymentKind) throw new CliException($"{file}:{line}: kind \"{kind}\": must be {DeploymentManifest.DeploymentKind}");
        return ResourceName.IsValid(name) ? name : throw new CliException($"{file}:{line}: metadata.name \"{name}\": must be {ResourceName.Rule}");
    }

    private static string? Name(Parser parser)
    {
        string? name = null;
        parser.Consume<MappingStart>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            if (parser.Consume<Scalar>().Value == "name" && parser.TryConsume<Scalar>(out var value)) name = value.Value;
            else parser.SkipThisAndNestedEvents();
        }

        return name;
    }
}
