namespace EdgeOrch.ControlPlane.Tests.Hosting;

/// <summary>Tests that share one running control plane; each uses names and labels of its own.</summary>
[CollectionDefinition(Name)]
public sealed class ControlPlaneTests : ICollectionFixture<RunningControlPlane>
{
    public const string Name = "running control plane";
}
