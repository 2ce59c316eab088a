using System.Globalization;
using CsCheck;
using EdgeOrch.Containers.Rootfs;

namespace EdgeOrch.Containers.Tests.Rootfs;

public sealed class UserResolverTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("edgeorch-user-").FullName;
    private readonly string _top;
    private readonly string _bottom;

    public UserResolverTests()
    {
        (_top, _bottom) = (Path.Combine(_folder, "top"), Path.Combine(_folder, "bottom"));
        Directory.CreateDirectory(_top);
        Write(_bottom, "passwd", "root:x:0:0:root:/root:/bin/sh\napp:x:1000:1001:App:/srv/app:/bin/sh\n77:x:1077:1077::/odd:\nhomeless:x:5:6::relative:\n");
        Write(_bottom, "group", "root:x:0:\napps:x:1001:app\nvideo:x:44:other,app\nlike:x:45:application\n");
    }

    // written → uid:gid home +other groups
    [Theory]
    [InlineData("", "0:0 /root +")]
    [InlineData("root", "0:0 /root +")]
    [InlineData("app", "1000:1001 /srv/app +44")]
    [InlineData("1000", "1000:1001 /srv/app +44")]
    [InlineData("app:video", "1000:44 /srv/app +")]
    [InlineData("app:99", "1000:99 /srv/app +")]
    [InlineData("app:", "1000:1001 /srv/app +44")]
    [InlineData(":video", "0:44 /root +")]
    [InlineData("4242", "4242:0 / +")]
    [InlineData("4242:99", "4242:99 / +")]
    [InlineData("4294967294", "4294967294:0 / +")]
    [InlineData("77", "1077:1077 /odd +")]
    [InlineData("homeless", "5:6 / +")]
    public void Resolve_Written_HasNumbersAndHome(string written, string expected)
    {
        var (user, home) = UserResolver.Resolve([_top, _bottom], written);
        Assert.Equal(expected, $"{user.Uid}:{user.Gid} {home} +{string.Join(',', user.AdditionalGids)}");
    }

    [Theory]
    [InlineData("nobody", "user \"nobody\" is not in the image's /etc/passwd")]
    [InlineData("-1", "user \"-1\" is not in the image's /etc/passwd")]
    [InlineData("4294967295", "user \"4294967295\" is not in the image's /etc/passwd")]
    [InlineData("app:nobody", "group \"nobody\" is not in the image's /etc/group")]
    [InlineData("a:b:c", "user \"a:b:c\" is not user[:group]")]
    public void Resolve_Unknown_SaysWhich(string written, string message) =>
        Assert.Equal(message, Assert.Throws<ContainerException>(() => UserResolver.Resolve([_top, _bottom], written)).Message);

    [Fact]
    public void Resolve_UpperLayerHasItsOwnFile_TakesThatOne()
    {
        Write(_top, "passwd", "app:x:7:8::/other:\n");
        Assert.Equal(7u, UserResolver.Resolve([_top, _bottom], "app").User.Uid);
    }

    // An image is not to be trusted: its links must not lead to the device's own files.
    [Fact]
    public void Resolve_LinksOutOfTheImage_StayInside()
    {
        Directory.CreateDirectory(Path.Combine(_top, "etc"));
        File.CreateSymbolicLink(Path.Combine(_top, "etc/passwd"), "/../../../../../../etc/passwd");
        Assert.Throws<ContainerException>(() => UserResolver.Resolve([_top], "daemon"));
        var evil = Path.Combine(_folder, "evil");
        Directory.CreateDirectory(evil);
        File.CreateSymbolicLink(Path.Combine(evil, "etc"), "/etc");
        Assert.Throws<ContainerException>(() => UserResolver.Resolve([evil], "daemon"));
    }

    [Fact]
    public void Resolve_FileBeyondAllMeasure_IsRefused()
    {
        Write(_top, "passwd", new string('x', (1024 * 1024) + 1));
        Assert.Contains("at most 1048576", Assert.Throws<ContainerException>(() => UserResolver.Resolve([_top], "app")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Resolve_AnyPasswdFile_GivesAnEntryOrAnErrorThatNamesTheUser() => Gen.Char["ab:0,19\n\r\0é"].Array[0, 60].Select(Gen.Char["ab019"].Array[1, 3]).Sample(
        (passwd, user) =>
        {
            Write(_top, "passwd", new string(passwd));
            var name = new string(user);
            try
            {
                Assert.StartsWith("/", UserResolver.Resolve([_top], name).Home, StringComparison.Ordinal);
            }
            catch (ContainerException e)
            {
                Assert.Contains($"\"{name}\"", e.Message, StringComparison.Ordinal);
            }
        },
        iter: 500, threads: 1);

    [Fact]
    public void Resolve_AnyNumbers_AreTakenAsWritten() => Gen.UInt[0, uint.MaxValue - 1].Select(Gen.UInt[0, uint.MaxValue - 1]).Sample(
        (uid, gid) =>
        {
            var user = UserResolver.Resolve([_top], string.Create(CultureInfo.InvariantCulture, $"{uid}:{gid}")).User;
            return user.Uid == uid && user.Gid == gid && user.AdditionalGids.Count == 0;
        },
        iter: 500, threads: 1);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void Write(string layer, string file, string content)
    {
        Directory.CreateDirectory(Path.Combine(layer, "etc"));
        File.WriteAllText(Path.Combine(layer, "etc", file), content);
    }
}
