using Lanyard.Cli.Scan;

namespace Lanyard.Cli.Tests.Scan;

public sealed class InputDevicesTests
{
    private const string List = """
        I: Bus=0019 Vendor=0000 Product=0001 Version=0000
        N: Name="Power Button"
        H: Handlers=kbd event0 
        B: EV=3
        B: KEY=10000000000000 0

        I: Bus=0003 Vendor=046d Product=c31c Version=0110
        N: Name="Logitech USB Keyboard"
        H: Handlers=sysrq kbd leds event3 
        B: EV=120013
        B: KEY=1000000000007 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe

        I: Bus=0003 Vendor=0c2e Product=0b61 Version=0110
        N: Name="Metrologic Honeywell Scanner"
        H: Handlers=sysrq kbd leds event5 
        B: EV=120013
        B: KEY=1000000000007 ff800000000007ff febeffdff3cfffff fffffffffffffffe

        I: Bus=0003 Vendor=046d Product=c077 Version=0111
        N: Name="Logitech USB Optical Mouse"
        H: Handlers=mouse0 event4 
        B: EV=17
        B: KEY=70000 0 0 0 0

        """;

    [Fact]
    public void Devices_that_type_are_listed_and_a_power_button_is_not_one()
    {
        Assert.Equal(
            [
                new("Logitech USB Keyboard", "/dev/input/event3"),
                new("Metrologic Honeywell Scanner", "/dev/input/event5"),
            ],
            InputDevices.Parse(List));
    }

    [Fact]
    public void Auto_takes_the_reader_and_leaves_the_desks_own_keyboard_alone()
    {
        Assert.Equal("/dev/input/event5", InputDevices.FindOrNull(InputDevices.Parse(List), null)?.Path);
    }

    [Fact]
    public void A_part_of_the_name_finds_a_device_wherever_it_is_plugged_in()
    {
        var moved = InputDevices.Parse(List.Replace("event3", "event17", StringComparison.Ordinal));

        Assert.Equal("/dev/input/event17", InputDevices.FindOrNull(moved, "logitech")?.Path);
        Assert.Null(InputDevices.FindOrNull(moved, "zebra"));
    }

    [Fact]
    public void When_several_could_be_meant_the_fault_names_them()
    {
        var fault = Assert.Throws<ScanException>(() => InputDevices.FindOrNull(InputDevices.Parse(List), "o"));

        Assert.Contains("/dev/input/event3", fault.Message, StringComparison.Ordinal);
        Assert.Contains("/dev/input/event5", fault.Message, StringComparison.Ordinal);
    }
}
