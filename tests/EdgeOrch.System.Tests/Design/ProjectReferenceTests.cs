using System.Xml.Linq;
using EdgeOrch.Testing;

namespace EdgeOrch.System.Tests.Design;

/// <summary>The layout shows the architecture: who may depend on whom, read from the project files themselves.</summary>
public sealed class ProjectReferenceTests
{
    public static TheoryData<string, string[]> Allowed => new()
    {
        { "Contracts", [] },
        { "Containers", [] },
        { "Images", ["Contracts"] },
        { "Transport", ["Contracts"] },
        { "Agent", ["Containers", "Contracts", "Images", "Transport"] },
        { "ControlPlane", ["Contracts", "Images", "Transport"] },
        { "Cli", ["Contracts", "Images"] },
    };

    [Theory]
    [MemberData(nameof(Allowed))]
    public void ProjectReferences_OfEachProject_AreThoseOfTheDesign(string project, string[] allowed)
    {
        var references = References(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path)["EdgeOrch.".Length..]);

        Assert.Equal(allowed, references.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Contracts")]
    [InlineData("Containers")]
    public void PackageReferences_OfTheInnermostProjects_AreNone(string project) =>
        Assert.Empty(References(project, "PackageReference"));

    private static IEnumerable<string> References(string project, string kind) =>
        XDocument.Load(Repository.Path("src", $"EdgeOrch.{project}", $"EdgeOrch.{project}.csproj"))
            .Descendants(kind).Select(element => element.Attribute("Include")!.Value);
}
