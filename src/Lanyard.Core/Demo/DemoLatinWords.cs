namespace Lanyard.Core.Demo;

/// <summary>Languages in Latin script, few of them without diacritics.</summary>
internal static class DemoLatinWords
{
    public static IReadOnlyList<DemoWords> All { get; } =
    [
        new("en")
        {
            Men = "Oliver Harry Amir Callum Declan Reggie Theo Marcus",
            Women = "Amelia Freya Priya Niamh Harriet Zoë Chloë Imogen",
            Last = "Ashworth O'Dwyer Whitcombe Penhale Thistlewood MacRae Okonedo-Finch Brightwell",
            Titles = "Mr.|Ms.",
            Streets = "Mill Lane|Harbour Road|Station Parade",
            Companies = "Brightwater:brightwater|Fernhill Works:fernhill|Copperline:copperline",
            Departments = "Training|Marketing|Operations",
            Jobs = "Software Support|Head of Events|Buyer",
            Goals = "Meet two new suppliers before the spring season.|See badge printing at work.",
        },
        new("de")
        {
            Men = "Jürgen Björn Lukas Matthias Götz Emil",
            Women = "Käthe Jana Mareike Sünje Lena Ursel",
            Last = "Groß Müllner Weißhaupt Schönfelder Brückmann Jäger-Voß",
            Titles = "Herr|Frau",
            Prefixes = "von|von der|zu",
            Streets = "Lindenstraße|Am Königsplatz|Färbergasse",
            Companies = "Nordlicht Technik:nordlicht|Grünwerk:gruenwerk|Hallenbau Süd:hallenbau-sued",
            Departments = "Einkauf|Entwicklung|Geschäftsführung",
            Jobs = "Messeleiterin|Einkäufer|Entwicklungsingenieur",
            Goals = "Anbieter für Einlasskontrolle vergleichen.|Neue Partner für Süddeutschland finden.",
        },
        new("nl")
        {
            Men = "Daan Sjoerd Thijs Joël Maarten Wouter",
            Women = "Sanne Fleur Maartje Noëlle Jikke Anouk",
            Last = "Dijkgraaf Brink Heuvel Meerman Kuijlen Ruïsdaal",
            Titles = "Dhr.|Mevr.",
            Prefixes = "van|van de|van den|de|ter",
            Streets = "Oudegracht|Havenkade|Molenweg",
            Companies = "Waterlicht:waterlicht|Zoon & Dochter Beurzen:zoonbeurzen|Polderwerk:polderwerk",
            Departments = "Inkoop|Verkoop|Opleidingen",
            Jobs = "Accountmanager|Beursorganisator|Directeur",
            Goals = "Leadregistratie zonder abonnement bekijken.|Oude relaties spreken.",
        },
        new("fr")
        {
            Men = "Étienne Théo Loïc François Hervé Gaël",
            Women = "Océane Hélène Maëlys Noémie Solène Agnès",
            Last = "Lefèvre Bérenger Châtelain Garçonnet Dœuvre Crépeau",
            Titles = "M.|Mme",
            Prefixes = "de|du|de la",
            Streets = "rue des Tanneurs|avenue du Général|quai Saint-Loup",
            Companies = "Lumière Bleue:lumierebleue|Atelier Cédille:cedille|Hêtre & Fils:hetre",
            Departments = "Achats|Ventes|Communication",
            Jobs = "Responsable événementiel|Acheteuse|Ingénieur logiciel",
            Goals = "Trouver un logiciel libre pour nos salons.|Rencontrer des distributeurs.",
        },
        new("es")
        {
            Men = "Álvaro Íñigo Andrés Joaquín Martín Germán",
            Women = "Begoña Inés Rocío Sofía Ximena Concepción",
            Last = "Ibáñez Núñez Peñalver Echeverría Cordón Güell",
            Titles = "Sr.|Sra.",
            Prefixes = "de la|del",
            Streets = "calle Olmo|avenida del Río|plaza Mayor",
            Companies = "Sol y Sal:solysal|Ferias del Sur:feriasdelsur|Ñandú Digital:nandu",
            Departments = "Compras|Ventas|Sistemas",
            Jobs = "Directora comercial|Jefe de compras|Técnico de sistemas",
            Goals = "Buscar proveedores de acreditaciones.|Conocer novedades.",
        },
        new("pt")
        {
            Men = "João Simão Tomás Estêvão Vítor Gonçalo",
            Women = "Inês Conceição Lívia Mónica Antónia Júlia",
            Last = "Magalhães Brandão Falcão Simões Assunção Guimarães",
            Titles = "Sr.|Sra.",
            Prefixes = "da|dos|de",
            Streets = "rua das Flores|avenida do Porto|travessa da Fé",
            Companies = "Maré Alta:marealta|Feira Viva:feiraviva|Três Irmãos:tresirmaos",
            Departments = "Compras|Formação|Vendas",
            Jobs = "Gestora de eventos|Comprador|Analista",
            Goals = "Comparar sistemas de leitura de crachás.|Encontrar parceiros.",
        },
        new("it")
        {
            Men = "Nicolò Matteo Renzo Tommaso Elia Corrado",
            Women = "Noemi Ginevra Chiara Mariasole Fiorella Beatrice",
            Last = "Cantù Forlì Bellandi Pratesi Nardò Montalti",
            Titles = "Sig.|Sig.ra",
            Prefixes = "di|della",
            Streets = "via dei Mille|piazza Verdi|corso Nuovo",
            Companies = "Officina Perù:officinaperu|Fiera Chiara:fierachiara|Tre Torri:tretorri",
            Departments = "Acquisti|Vendite|Qualità",
            Jobs = "Responsabile fiere|Buyer|Progettista",
            Goals = "Valutare un lettore di badge.|Incontrare i clienti.",
        },
        new("pl")
        {
            Men = "Łukasz Michał Sławomir Bartłomiej Paweł Zdzisław",
            Women = "Małgorzata Agnieszka Żaneta Świętosława Jadwiga Łucja",
            Last = "Dąbek Żurawik Wójcicki/Wójcicka Śliwowski/Śliwowska Gęsiński/Gęsińska Kołodziej",
            Titles = "Pan|Pani",
            Streets = "ul. Źródlana|ul. Piękna|al. Wiśniowa",
            Companies = "Żuraw Targi:zuraw|Świerk Systemy:swierk|Łącznik:lacznik",
            Departments = "Zakupy|Sprzedaż|Szkolenia",
            Jobs = "Kierownik działu|Specjalistka|Informatyk",
            Goals = "Poznać dostawców oprogramowania.|Zobaczyć skanery.",
        },
    ];
}
