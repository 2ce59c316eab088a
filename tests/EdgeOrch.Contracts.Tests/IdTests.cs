using CsCheck;

namespace EdgeOrch.Contracts.Tests;

/// <summary>Names, device ids and workload ids: one rule for all of them.</summary>
public sealed class IdTests
{
    public static TheoryData<string?> BadNames =>
    [
        (string?)null, "", "-", "-a", "a-", "A", "a.b", "a/b", "a_b", "a b", " a", "a\n", "ä", "٣", "a\0", "..", "+", "#", "$sys", new string('a', 64),
    ];

    [Theory]
    [MemberData(nameof(BadNames))]
    public void Parse_NameAgainstTheRule_IsRefusedWithTheRule(string? name)
    {
        Assert.False(ResourceName.IsValid(name));
        Assert.False(DeviceId.TryParse(name, out _));
        Assert.False(WorkloadId.TryParse($"web/{name}", out _));
        Assert.False(WorkloadId.TryParse($"{name}/web", out _));
        if (name is not null) Assert.Contains(ResourceName.Rule, Assert.Throws<FormatException>(() => DeviceId.Parse(name)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_AnyValidName_ReadsBack() => NameGen.Valid.Sample(name => ResourceName.IsValid(name) && DeviceId.Parse(name).ToString() == name);

    [Fact]
    public void WorkloadId_TextAndFileName_ReadBack() => Gen.Select(NameGen.Valid, NameGen.Valid).Sample((deployment, container) =>
    {
        var id = new WorkloadId(deployment, container);
        return WorkloadId.TryParse(id.ToString(), out var fromText) && fromText == id
            && WorkloadId.TryParseFileName(id.FileName, out var fromFile) && fromFile == id;
    });

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("web")]
    [InlineData("web/")]
    [InlineData("/nginx")]
    [InlineData("web/nginx/1")]
    [InlineData("web.nginx")]
    public void WorkloadId_NotTwoNames_IsRefused(string? text) => Assert.False(WorkloadId.TryParse(text, out _));

    [Fact]
    public void DeviceId_Default_IsNoNameAndEqualsNoOther()
    {
        Assert.Equal("", default(DeviceId).ToString());
        Assert.NotEqual(DeviceId.Parse("a"), default);
        Assert.Equal(DeviceId.Parse("a"), DeviceId.Parse("a"));
    }
}
