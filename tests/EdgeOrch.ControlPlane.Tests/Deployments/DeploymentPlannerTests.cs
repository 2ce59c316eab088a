using EdgeOrch.ControlPlane.Deployments;
using EdgeOrch.ControlPlane.Devices;
using EdgeOrch.ControlPlane.Storage;
using EdgeOrch.Testing.Manifests;

namespace EdgeOrch.ControlPlane.Tests.Deployments;

public sealed class DeploymentPlannerTests
{
    [Fact]
    public void WithRevision_MoreThanAreKept_DropsTheOldestAndGoesOnCounting()
    {
        var record = Apply(25, _ => "text");

        Assert.Equal(Enumerable.Range(6, 20), record.Revisions.Select(revision => revision.Revision));
        Assert.Equal(DateTimeOffset.UnixEpoch, record.CreatedAt);
    }

    [Fact]
    public void WithRevision_LargeTexts_KeepsWhatFitsOneDocument()
    {
        var record = Apply(20, _ => new string('"', 900_000));

        Assert.Equal([19, 20], record.Revisions.Select(revision => revision.Revision));
        Assert.InRange(ControlJson.Write(record).Length, 0, StoreLimits.MaxDocumentBytes);
    }

    [Fact]
    public void IsChange_TagThatPointsElsewhereNow_IsOne()
    {
        var revision = Apply(1, _ => "text").Revisions[0];

        Assert.False(DeploymentPlanner.IsChange(revision, Change("other text, same meaning", "demo/app:1")));
        Assert.True(DeploymentPlanner.IsChange(revision, Change("text", "demo/app:2")));
    }

    private static DeploymentRecord Apply(int times, Func<int, string> text) => Enumerable.Range(0, times)
        .Aggregate(new DeploymentRecord(), (record, number) => DeploymentPlanner.WithRevision(record, Change(text(number), "demo/app:1"), DateTimeOffset.UnixEpoch.AddHours(number)));

    private static DeploymentChange Change(string text, string pinned) =>
        new(ManifestReader.Read(BadManifest.Good).Manifests[0].Manifest, text, [new PinnedImage(pinned, [])]);
}
