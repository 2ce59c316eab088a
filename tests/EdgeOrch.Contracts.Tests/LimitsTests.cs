using System.Text.Json;
using EdgeOrch.Contracts.Desired;
using EdgeOrch.Contracts.Messages;
using EdgeOrch.Contracts.Tests.Samples;

namespace EdgeOrch.Contracts.Tests;

/// <summary>The limits fit each other: what one of them allows, none of the others makes impossible to send.</summary>
public sealed class LimitsTests
{
    [Fact]
    public void EventBatch_OfTheMostEventsWithTheLongestMessages_FitsInOneMessage()
    {
        var longest = RpcSamples.Event with { Sequence = long.MaxValue, Message = new string('x', Limits.EventMessageLength) };
        var batch = new EventBatch(new string('f', 64), [.. Enumerable.Repeat(longest, Limits.EventsPerBatch)]);

        Assert.InRange(JsonSerializer.SerializeToUtf8Bytes(batch, WireJson.Default.EventBatch).Length, 0, Limits.MessageBytes);
    }

    [Fact]
    public void DesiredState_OfTheMostWorkloads_FitsSignedInOneMessage()
    {
        var workload = new DesiredWorkload
        {
            Deployment = new string('d', 63),
            Revision = int.MaxValue,
            Container = ManifestSamples.Container,
            Image = new ResolvedImage("web/nginx", Known.One),
        };
        var state = new DesiredState { Device = Known.Device, Generation = 1, IssuedAt = Known.Noon, Workloads = [.. Enumerable.Repeat(workload, Limits.WorkloadsPerDevice)] };
        var signed = new SignedDocument(new string('0', 64), JsonSerializer.SerializeToUtf8Bytes(state, WireJson.Default.DesiredState), new byte[64]);

        Assert.InRange(JsonSerializer.SerializeToUtf8Bytes(signed, WireJson.Default.SignedDocument).Length, 0, Limits.MessageBytes);
    }

    [Fact]
    public void Chunk_OfTheLargestSize_IsSmallerThanAMessage() => Assert.InRange(BlobChunk.HeaderBytes + Limits.ChunkBytes, 1, Limits.MessageBytes);
}
