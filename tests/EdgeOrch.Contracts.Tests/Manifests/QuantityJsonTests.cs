using System.Text.Json;
using EdgeOrch.Contracts.Manifests;
using EdgeOrch.Contracts.Tests.Json;

namespace EdgeOrch.Contracts.Tests.Manifests;

/// <summary>Quantities in JSON: written as text, read as text or, where YAML has a bare number, as a number.</summary>
public sealed class QuantityJsonTests
{
    [Fact]
    public void Deserialize_NumberOrText_IsTheSameQuantity()
    {
        Assert.Equal(Read<MemoryQuantity>("\"1Ki\""), Read<MemoryQuantity>("1024"));
        Assert.Equal(Read<MemoryQuantity>("\"128M\""), Read<MemoryQuantity>("128e6"));
        Assert.Equal(Read<CpuQuantity>("\"500m\""), Read<CpuQuantity>("0.5"));
        Assert.Equal(Read<CountOrPercent>("\"3\""), Read<CountOrPercent>("3"));
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("\"\"")]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("[]")]
    public void Deserialize_NoQuantity_IsRefused(string json)
    {
        Assert.Throws<JsonException>(() => Read<MemoryQuantity>(json));
        Assert.Throws<JsonException>(() => Read<CpuQuantity>(json));
        Assert.Throws<JsonException>(() => Read<CountOrPercent>(json));
        Assert.Throws<JsonException>(() => Read<Duration>(json));
    }

    private static T Read<T>(string json) => (T)JsonSerializer.Deserialize(json, Golden.WireType(typeof(T)))!;
}
