using System.Security.Cryptography;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Api;
using EdgeOrch.Contracts.Desired;
using EdgeOrch.Contracts.Messages;
using EdgeOrch.Contracts.Reported;
using EdgeOrch.ControlPlane.Fleet;

namespace EdgeOrch.ControlPlane.Tests.Devices;

/// <summary>A device's grain in a real silo over real storage; each test has devices and labels of its own.</summary>
public sealed class DeviceGrainTests(FleetCluster fleet) : IClassFixture<FleetCluster>
{
    [Fact]
    public async Task Enrol_TakenId_IsRefusedUnlessItIsTheSameDeviceAgain()
    {
        Assert.True(await fleet.EnrolAsync("taken", "none", "first"));
        Assert.True(await fleet.EnrolAsync("taken", "none", "first"));
        Assert.False(await fleet.EnrolAsync("taken", "none", "second"));
    }

    [Fact]
    public async Task Enrol_AgainAfterRemoval_GenerationsGoOnGrowing()
    {
        await fleet.EnrolAsync("again", "none");
        await fleet.Device("again").AssignAsync(FleetCluster.Assignment("web", 1));
        await fleet.Device("again").RemoveAsync();
        Assert.Null(await fleet.Device("again").GetDesiredAsync());
        Assert.Contains(DeviceId.Parse("again"), fleet.Link.Forgotten);
        await fleet.RestartAsync();

        await fleet.EnrolAsync("again", "none", "second");
        await fleet.Device("again").AssignAsync(FleetCluster.Assignment("web", 1));

        Assert.Equal([1L, 2L], fleet.Link.Generations("again"));
    }

    [Fact]
    public async Task Remove_BrokerIsDown_RemovesTheDeviceAllTheSame()
    {
        await fleet.EnrolAsync("stolen", "none");
        fleet.Link.IsDown = true;
        try
        {
            await fleet.Device("stolen").RemoveAsync();
        }
        finally
        {
            fleet.Link.IsDown = false;
        }

        Assert.Null(await fleet.Device("stolen").GetViewAsync());
        Assert.DoesNotContain("stolen", await fleet.Grains.GetGrain<IFleetIndexGrain>(0).ListDevicesAsync());
    }

    [Fact]
    public async Task Assign_Revision_IsStoredSignedAndPublishedOnce()
    {
        await fleet.EnrolAsync("signed", "none");
        await fleet.Device("signed").AssignAsync(FleetCluster.Assignment("web", 1));
        await fleet.Device("signed").AssignAsync(FleetCluster.Assignment("web", 1));

        var document = Assert.Single(fleet.Link.Published("signed"));
        using var key = ECDsa.Create();
        key.ImportFromPem(fleet.Key.PublicKeyPem);
        Assert.True(DocumentSigner.Verify(document, key));
        Assert.Equal(("signed", 1L), ($"{RecordingLink.Read(document).Device}", RecordingLink.Read(document).Generation));
    }

    [Fact]
    public async Task PublishDesired_AfterARestart_IsTheSameAsBefore()
    {
        await fleet.EnrolAsync("restarted", "restarted");
        await fleet.Device("restarted").AssignAsync(FleetCluster.Assignment("web", 3));
        // No deployment of this name selects the device: what it was assigned by hand is taken away when the fleet resumes.
        await fleet.Deployment("restarted").ApplyAsync(FleetCluster.Change("restarted", "restarted"));
        await fleet.RestartAsync();

        await fleet.Device("restarted").PublishDesiredAsync();

        var last = RecordingLink.Read(fleet.Link.Published("restarted")[^1]);
        Assert.Equal((await fleet.Device("restarted").GetDesiredAsync())!.Generation, last.Generation);
        Assert.Equal(["restarted/app"], last.Workloads.Select(workload => workload.Id.ToString()));
    }

    [Fact]
    public async Task Assign_BrokerDown_IsStoredAllTheSame()
    {
        await fleet.EnrolAsync("unpublished", "none");
        fleet.Link.IsDown = true;
        try
        {
            await fleet.Device("unpublished").AssignAsync(FleetCluster.Assignment("web", 1));
        }
        finally
        {
            fleet.Link.IsDown = false;
        }

        Assert.Equal(1, (await fleet.Device("unpublished").GetDesiredAsync())!.Generation);
    }

    [Fact]
    public async Task Assign_DoesNotFit_IsHeldBackBesideWhatRunsUntilItFits()
    {
        await fleet.EnrolAsync("held", "none");
        await fleet.Device("held").AssignAsync(FleetCluster.Assignment("web", 1));
        await fleet.Device("held").AssignAsync(FleetCluster.Assignment("web", 2, memory: "2Gi"));
        Assert.Equal([1], (await fleet.WorkloadsAsync("held")).Select(workload => workload.Revision));
        Assert.Equal("too-large", Assert.Single((await ViewAsync("held")).Conditions).Reason);

        await fleet.Device("held").ReportAsync(Report("held", 1, memoryBytes: 4L << 30));

        Assert.Equal([2], (await fleet.WorkloadsAsync("held")).Select(workload => workload.Revision));
        Assert.Empty((await ViewAsync("held")).Conditions);
    }

    [Fact]
    public async Task Unassign_Deployment_GrowsTheGenerationAndAgainDoesNot()
    {
        await fleet.EnrolAsync("unassigned", "none");
        await fleet.Device("unassigned").AssignAsync(FleetCluster.Assignment("web", 1));
        await fleet.Device("unassigned").UnassignAsync("web");
        await fleet.Device("unassigned").UnassignAsync("web");

        Assert.Equal([1L, 2L], fleet.Link.Generations("unassigned"));
        Assert.Empty(await fleet.WorkloadsAsync("unassigned"));
    }

    [Fact]
    public async Task Report_LateOrOfAnotherDevice_ChangesNothing()
    {
        await fleet.EnrolAsync("reports", "none");
        await fleet.Device("reports").ReportAsync(Report("reports", 5, kernel: "new"));
        await fleet.Device("reports").ReportAsync(Report("reports", 4, kernel: "old"));
        await fleet.Device("reports").ReportAsync(Report("other", 6, kernel: "foreign"));
        Assert.Equal("new", (await ViewAsync("reports")).Facts.Kernel);
        await fleet.RestartAsync();
        Assert.Equal("new", (await ViewAsync("reports")).Facts.Kernel);

        await fleet.Device("reports").ReportAsync(Report("reports", 1, kernel: "rebooted") with { BootId = "second boot" });

        Assert.Equal("rebooted", (await ViewAsync("reports")).Facts.Kernel);
    }

    [Fact]
    public async Task SetLink_Online_IsShownSinceThenAndOfflineAfterARestart()
    {
        await fleet.EnrolAsync("linked", "none");
        await fleet.Device("linked").SetLinkAsync(new LinkMessage(LinkState.Online, 7));
        var first = await ViewAsync("linked");
        await fleet.Device("linked").SetLinkAsync(new LinkMessage(LinkState.Online, 8));
        var second = await ViewAsync("linked");

        Assert.Equal((LinkState.Online, 7L, 8L), (first.Link, first.AppliedGeneration, second.AppliedGeneration));
        Assert.Equal(first.LinkSince, second.LinkSince);
        await fleet.RestartAsync();
        Assert.Equal(LinkState.Offline, (await ViewAsync("linked")).Link);
    }

    [Fact]
    public async Task AcceptsCertificate_Renewed_BothUntilTheNewOneIsSeen()
    {
        await fleet.EnrolAsync("renewed", "none", "old");
        await fleet.Device("renewed").SetCertificateAsync("new");

        Assert.True(await fleet.Device("renewed").AcceptsCertificateAsync("old"));
        Assert.True(await fleet.Device("renewed").AcceptsCertificateAsync("new"));
        Assert.False(await fleet.Device("renewed").AcceptsCertificateAsync("old"));
        Assert.False(await fleet.Device("nobody").AcceptsCertificateAsync("new"));
    }

    [Fact]
    public async Task SetLabels_OtherLabels_TakesAndGivesDeployments()
    {
        await fleet.Deployment("labels-a").ApplyAsync(FleetCluster.Change("labels-a", "labels-a"));
        await fleet.Deployment("labels-b").ApplyAsync(FleetCluster.Change("labels-b", "labels-b"));
        await fleet.EnrolAsync("labelled", "labels-a");
        Assert.Equal(["labels-a"], (await fleet.WorkloadsAsync("labelled")).Select(workload => workload.Deployment));

        await fleet.Device("labelled").SetLabelsAsync(new LabelsChange(new Dictionary<string, string?> { ["site"] = "labels-b", ["extra"] = "1" }));

        Assert.Equal(["labels-b"], (await fleet.WorkloadsAsync("labelled")).Select(workload => workload.Deployment));
        await fleet.Device("labelled").SetLabelsAsync(new LabelsChange(new Dictionary<string, string?> { ["site"] = null }));
        Assert.Empty(await fleet.WorkloadsAsync("labelled"));
        Assert.Equal(["extra"], (await ViewAsync("labelled")).Labels.Keys);
    }

    [Fact]
    public async Task AddEvents_SentTwiceWithARestartBetween_AreCountedOnce()
    {
        await fleet.EnrolAsync("events", "none");
        Assert.Equal(2, (await fleet.Device("events").AddEventsAsync(Events("box", 1, 2))).UpTo);
        await fleet.RestartAsync();

        Assert.Equal(3, (await fleet.Device("events").AddEventsAsync(Events("box", 1, 2, 3))).UpTo);
        // An outbox that was made anew counts from one again.
        Assert.Equal(1, (await fleet.Device("events").AddEventsAsync(Events("new box", 1))).UpTo);

        var log = await fleet.Grains.GetGrain<ControlPlane.Events.IEventLogGrain>(0).ReadAsync(0, "events", 100);
        Assert.Equal([1L, 2L, 3L, 1L], log.Select(each => each.Event.Sequence));
    }

    private static EventBatch Events(string outbox, params long[] numbers) =>
        new(outbox, [.. numbers.Select(number => new DeviceEvent { Sequence = number, At = DateTimeOffset.UnixEpoch, Type = "test", Message = "message" })]);

    private static ReportedState Report(string device, long sequence, long memoryBytes = 1L << 30, string kernel = "6.1") => new()
    {
        Device = DeviceId.Parse(device),
        Sequence = sequence,
        BootId = "boot",
        At = DateTimeOffset.UnixEpoch,
        ObservedGeneration = 0,
        AppliedGeneration = 0,
        Facts = FleetCluster.Facts(memoryBytes) with { Kernel = kernel },
        Workloads = [],
    };

    private async Task<DeviceView> ViewAsync(string device) => (await fleet.Device(device).GetViewAsync())!;
}
