namespace EdgeOrch.Contracts.Tests;

public sealed class ProblemTests
{
    [Fact]
    public void ToString_Problem_SaysLineAndPathWhereThereAreSome()
    {
        Assert.Equal("line 7: spec.a: is wrong", new Problem("code", "spec.a", "is wrong", 7).ToString());
        Assert.Equal("spec.a: is wrong", new Problem("code", "spec.a", "is wrong").ToString());
        Assert.Equal("is wrong", new Problem("code", "", "is wrong").ToString());
    }
}
