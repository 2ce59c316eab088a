using EdgeOrch.Contracts.Messages;
using EdgeOrch.Contracts.Reported;

namespace EdgeOrch.Agent.Pulling;

/// <summary>Counts what one pull costs, and tells it at most once per step of a twentieth.</summary>
internal sealed class PullProgress(Action<PullReport> tell)
{
    private PullReport _report = new(0, 0, 0, 0, 0, 0);
    private long _told;

    /// <summary>A plan was made; what was received before counts on.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="documentBytes">Bytes of manifest and config that are not yet here.</param>
    public void Planned(ImagePlan plan, long documentBytes)
    {
        _report = _report with
        {
            PlannedBytes = documentBytes + plan.Layers.Where(l => l.Source != LayerSource.Present).Sum(l => l.Blob?.Size ?? 0),
            FullBytes = plan.Manifest.Size + plan.Config.Size + plan.Layers.Sum(l => l.FullBytes),
            DeltaLayers = plan.Layers.Count(l => l.Source == LayerSource.Delta),
            FullLayers = plan.Layers.Count(l => l.Source == LayerSource.Full),
            PresentLayers = plan.Layers.Count(l => l.Source == LayerSource.Present),
        };
        Tell();
    }

    /// <summary>Bytes of a blob arrived.</summary>
    public void Received(int bytes)
    {
        _report = _report with { ReceivedBytes = _report.ReceivedBytes + bytes };
        if (_report.ReceivedBytes - _told >= Math.Max(64 * 1024, _report.PlannedBytes / 20)) Tell();
    }

    /// <summary>Tells the last word.</summary>
    public void Tell()
    {
        _told = _report.ReceivedBytes;
        tell(_report);
    }
}
